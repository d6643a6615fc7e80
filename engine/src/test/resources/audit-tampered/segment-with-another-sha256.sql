-- found: segment 1 is audit-000000000000-000000000009.jsonl.gz
-- found: is not the one that was sealed: its SHA-256 is
UPDATE audit_segments SET sha256 = 'd1cedd1cedd1cedd1cedd1cedd1cedd1cedd1cedd1cedd1cedd1cedd1cedd1ce' WHERE number = 1;
