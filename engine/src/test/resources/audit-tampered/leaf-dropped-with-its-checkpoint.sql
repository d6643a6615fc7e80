-- found: leaves 22 to 22 are missing
-- found: checkpoints 23 to 23 are missing
DELETE FROM audit_leaves WHERE idx = 22;
DELETE FROM audit_checkpoints WHERE number = 23;
