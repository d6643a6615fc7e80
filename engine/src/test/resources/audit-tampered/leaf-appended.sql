-- found: no checkpoint covers the leaves from 25 on: it was dropped, or they were added
-- found: it was written as leaf 24
INSERT INTO audit_leaves SELECT 25, kind, time, response_id, leaf, hash FROM audit_leaves WHERE idx = 24;
