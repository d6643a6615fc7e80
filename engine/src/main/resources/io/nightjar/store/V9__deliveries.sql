-- Notices that were filed, so that none is filed again when it is told once more after a crash.
CREATE TABLE told_notices (
  id          TEXT    PRIMARY KEY,
  told_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX told_notices_by_time ON told_notices (told_millis);

-- One letter for one channel, from its filing until it is there, given up or over. What the channel
-- gave back for it (handle) finds the message again.
CREATE TABLE deliveries (
  id             TEXT    PRIMARY KEY,
  channel        TEXT    NOT NULL,
  person         TEXT    NOT NULL,
  state          TEXT    NOT NULL,
  form           TEXT    NOT NULL,
  urgent         INTEGER NOT NULL,
  sameness       TEXT    NOT NULL,
  topic          TEXT    NOT NULL,
  response_id    TEXT    NOT NULL,
  made_millis    INTEGER NOT NULL,
  due_millis     INTEGER NOT NULL,
  changed_millis INTEGER NOT NULL,
  tries          INTEGER NOT NULL,
  notices        INTEGER NOT NULL,
  why            TEXT    NOT NULL,
  handle         TEXT    NOT NULL,
  json           TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_waiting ON deliveries (channel, due_millis) WHERE state = 'WAITING';
CREATE INDEX deliveries_by_state ON deliveries (state, changed_millis);
CREATE INDEX deliveries_by_response ON deliveries (response_id);
CREATE INDEX deliveries_by_topic ON deliveries (topic, channel);
CREATE INDEX deliveries_by_sameness ON deliveries (sameness, channel);
