-- Which playbook asked, in which form and at which stage; empty where no playbook did, or before this.
ALTER TABLE responses ADD COLUMN playbook TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN stage TEXT NOT NULL DEFAULT '';
CREATE INDEX responses_by_playbook ON responses (playbook, version, requested_millis);

-- The playbooks as they were last put in force, and since when each has this form and this stage.
CREATE TABLE playbooks_in_force (
  playbook     TEXT    PRIMARY KEY,
  version      TEXT    NOT NULL,
  commit_id    TEXT    NOT NULL,
  stage        TEXT    NOT NULL,
  why          TEXT    NOT NULL,
  trusted      INTEGER NOT NULL,
  since_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE joined_requests ADD COLUMN playbook TEXT NOT NULL DEFAULT '';
ALTER TABLE joined_requests ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE joined_requests ADD COLUMN stage TEXT NOT NULL DEFAULT '';
ALTER TABLE joined_requests ADD COLUMN time_millis INTEGER NOT NULL DEFAULT 0;
CREATE INDEX joined_requests_by_playbook ON joined_requests (playbook, version);
