-- Alerts of others that were acknowledged while the cluster did not know their container yet.
CREATE TABLE waiting_alerts (
  id             TEXT    PRIMARY KEY,
  arrived_millis INTEGER NOT NULL,
  json           TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- How far files of alerts were read.
CREATE TABLE tail_positions (
  path TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
