-- found: leaf 21 (killswitch.released, 2026-03-23T03:00:00Z): the columns beside it say something else than it does
UPDATE audit_leaves SET kind = 'killswitch.released' WHERE idx = 21;
