-- found: leaf 23 (test.step, 2026-03-23T03:00:00Z): it was written as leaf 21
-- found: checkpoint 24 does not fit: leaf 23 is not the one that was signed
UPDATE audit_leaves SET (kind, time, response_id, leaf, hash) =
  (SELECT kind, time, response_id, leaf, hash FROM audit_leaves WHERE idx = 21) WHERE idx = 23;
