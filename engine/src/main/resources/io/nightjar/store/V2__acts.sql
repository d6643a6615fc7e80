-- What was allowed to act, by the guards alone or by a person too; budgets and cool-down are
-- counted from it, so a restart forgets nothing.
CREATE TABLE acts (
  response_id       TEXT    PRIMARY KEY REFERENCES responses (id),
  time_millis       INTEGER NOT NULL,
  action            TEXT    NOT NULL,
  playbook_rule     TEXT    NOT NULL,
  target            TEXT    NOT NULL,
  workload          TEXT    NOT NULL,
  namespace         TEXT    NOT NULL,
  node              TEXT    NOT NULL,
  dry_run           INTEGER NOT NULL,
  taken_back_millis INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX acts_by_time ON acts (time_millis);
CREATE INDEX acts_taken_back ON acts (taken_back_millis) WHERE taken_back_millis IS NOT NULL;
