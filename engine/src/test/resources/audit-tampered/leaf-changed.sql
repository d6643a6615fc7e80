-- found: leaf 22 (test.step, 2026-03-24T03:00:00Z): its bytes are not those that were hashed
UPDATE audit_leaves SET leaf = CAST(replace(CAST(leaf AS TEXT), 'step ', 'stop ') AS BLOB) WHERE idx = 22;
