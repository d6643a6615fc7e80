-- found: no checkpoint covers the leaves from 24 on
-- found: the log was cut back: checkpoint 25 (25 leaves)
DELETE FROM audit_checkpoints WHERE number = 25;
