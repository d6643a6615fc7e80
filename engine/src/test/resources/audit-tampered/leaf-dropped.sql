-- found: leaves 22 to 22 are missing
DELETE FROM audit_leaves WHERE idx = 22;
