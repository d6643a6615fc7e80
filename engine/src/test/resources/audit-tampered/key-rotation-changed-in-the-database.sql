-- found: leaf 4 (audit.key-rotated, 2026-03-06T03:00:00Z): its bytes are not those that were hashed
UPDATE audit_leaves SET leaf = CAST(replace(CAST(leaf AS TEXT), 'person:kim', 'person:eve') AS BLOB) WHERE idx = 4;
