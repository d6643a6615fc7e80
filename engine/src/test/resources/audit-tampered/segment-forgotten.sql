-- found: leaves 10 to 19 are missing
-- found: checkpoints 11 to 20 are missing
DELETE FROM audit_segments WHERE number = 2;
