-- found: leaf 23 (test.step, 2026-03-24T03:00:00Z): it was written as leaf 22
-- found: checkpoint 24 does not fit: leaf 23 is not the one that was signed
UPDATE audit_leaves SET idx = 25 WHERE idx = 24;
UPDATE audit_leaves SET idx = 24 WHERE idx = 23;
INSERT INTO audit_leaves SELECT 23, kind, time, response_id, leaf, hash FROM audit_leaves WHERE idx = 22;
