-- found: checkpoints 23 to 23 are missing
DELETE FROM audit_checkpoints WHERE number = 23;
