-- found: no leaf says that the segment audit-000000000020-000000000023.jsonl.gz was sealed: somebody else took leaves 20 to 23 out of the database
INSERT INTO audit_segments SELECT 3, 20, 24, 24, 'audit-000000000020-000000000023.jsonl.gz', sha256,
  (SELECT c.note FROM audit_checkpoints c WHERE c.number = 24) FROM audit_segments WHERE number = 2;
UPDATE audit_tiles SET hashes = CAST(hashes
  || (SELECT hash FROM audit_leaves WHERE idx = 20) || (SELECT hash FROM audit_leaves WHERE idx = 21)
  || (SELECT hash FROM audit_leaves WHERE idx = 22) || (SELECT hash FROM audit_leaves WHERE idx = 23) AS BLOB) WHERE tile = 0;
DELETE FROM audit_leaves WHERE idx >= 20 AND idx < 24;
DELETE FROM audit_checkpoints WHERE number >= 21 AND number < 25;
