-- As how many acts one counts: a drained node takes all its pods away.
ALTER TABLE acts ADD COLUMN pods INTEGER NOT NULL DEFAULT 1;
