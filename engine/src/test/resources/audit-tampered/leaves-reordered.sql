-- found: leaf 22 (test.step, 2026-03-25T03:00:00Z): it was written as leaf 23
-- found: leaf 23 (test.step, 2026-03-24T03:00:00Z): it was written as leaf 22
-- found: checkpoint 23 does not fit: leaf 22
UPDATE audit_leaves SET idx = 99 WHERE idx = 22;
UPDATE audit_leaves SET idx = 22 WHERE idx = 23;
UPDATE audit_leaves SET idx = 23 WHERE idx = 99;
