-- found: leaf -1 (test.step, 2026-03-26T03:00:00Z): it was put before the first leaf
INSERT INTO audit_leaves SELECT -1, kind, time, response_id, leaf, hash FROM audit_leaves WHERE idx = 24;
