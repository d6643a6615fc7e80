-- found: checkpoint 24 is stored as number 25
-- found: the log was cut back: checkpoint 25 (25 leaves)
UPDATE audit_checkpoints SET note = (SELECT o.note FROM audit_checkpoints o WHERE o.number = 24) WHERE number = 25;
