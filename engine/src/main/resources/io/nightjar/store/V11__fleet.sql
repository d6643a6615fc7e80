-- What an agent was asked to do on its node, from the asking until it is known what became of it.
-- state: OPEN, DONE with an outcome, or WITHDRAWN before an agent had it. What is settled was told
-- to whoever asked; the same is then asked anew as the next attempt.
CREATE TABLE node_tasks (
  id             TEXT    PRIMARY KEY,
  node           TEXT    NOT NULL,
  response_id    TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  sameness       TEXT    NOT NULL,
  attempt        INTEGER NOT NULL,
  state          TEXT    NOT NULL,
  settled        INTEGER NOT NULL,
  epoch          INTEGER NOT NULL,
  made_millis    INTEGER NOT NULL,
  expires_millis INTEGER NOT NULL,
  work           TEXT    NOT NULL,
  outcome        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX node_tasks_same ON node_tasks (sameness, attempt);
CREATE INDEX node_tasks_by_response ON node_tasks (response_id, kind);
CREATE INDEX node_tasks_open ON node_tasks (state) WHERE state = 'OPEN';

-- The agents that were heard of, so that one that stays away after a restart of the engine is missed.
CREATE TABLE agents (
  node         TEXT    PRIMARY KEY,
  first_millis INTEGER NOT NULL,
  silent       INTEGER NOT NULL,
  member       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
