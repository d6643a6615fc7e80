-- found: leaf 3 (test.step, 2026-03-05T03:00:00Z): the segment audit-000000000000-000000000009.jsonl.gz has another leaf than was sealed
-- found: does not fit: leaf 3 is not the one that was signed
UPDATE audit_tiles SET hashes = CAST(substr(hashes, 1, 96) || substr(hashes, 1, 32) || substr(hashes, 129) AS BLOB) WHERE tile = 0;
