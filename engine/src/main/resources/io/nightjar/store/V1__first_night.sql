-- Detections as they were accepted; seq is the order of acceptance.
CREATE TABLE detections (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT    NOT NULL UNIQUE,
  time_millis INTEGER NOT NULL,
  json        TEXT    NOT NULL,
  leaf        INTEGER NOT NULL
) STRICT;
CREATE INDEX detections_by_time ON detections (time_millis);

-- The current state of every response; leaf is the audit leaf of its last step.
CREATE TABLE responses (
  id               TEXT    PRIMARY KEY,
  state            TEXT    NOT NULL,
  action           TEXT    NOT NULL,
  target_key       TEXT    NOT NULL,
  namespace        TEXT    NOT NULL,
  requested_millis INTEGER NOT NULL,
  updated_millis   INTEGER NOT NULL,
  digest           TEXT    NOT NULL,
  json             TEXT    NOT NULL,
  leaf             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX responses_by_state ON responses (state);
CREATE INDEX responses_by_target ON responses (target_key, action);
CREATE INDEX responses_by_time ON responses (requested_millis);

-- Requests that asked for what another response already does.
CREATE TABLE joined_requests (
  id          TEXT PRIMARY KEY,
  response_id TEXT NOT NULL REFERENCES responses (id)
) STRICT, WITHOUT ROWID;

-- What has to happen at its time. Claimed by setting fired_millis, once; done_millis says that what
-- follows from it was done too.
CREATE TABLE timers (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  response_id      TEXT    NOT NULL REFERENCES responses (id),
  kind             TEXT    NOT NULL,
  due_millis       INTEGER NOT NULL,
  fired_millis     INTEGER,
  done_millis      INTEGER,
  cancelled_millis INTEGER
) STRICT;
CREATE INDEX timers_by_response ON timers (response_id);
CREATE INDEX timers_pending ON timers (due_millis)
  WHERE done_millis IS NULL AND cancelled_millis IS NULL;

-- The audit log: leaves as they were hashed, signed checkpoints, and the tree's right edge.
CREATE TABLE audit_leaves (
  idx         INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  time        TEXT NOT NULL,
  response_id TEXT,
  leaf        BLOB NOT NULL,
  hash        BLOB NOT NULL
) STRICT;
CREATE INDEX audit_leaves_by_response ON audit_leaves (response_id) WHERE response_id IS NOT NULL;

CREATE TABLE audit_checkpoints (
  number INTEGER PRIMARY KEY,
  size   INTEGER NOT NULL,
  note   TEXT    NOT NULL
) STRICT;

CREATE TABLE audit_frontier (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  size     INTEGER NOT NULL,
  subtrees BLOB    NOT NULL
) STRICT;
