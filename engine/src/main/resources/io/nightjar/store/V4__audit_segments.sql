-- Leaves of the audit log that were moved into files: what each file holds, and the checkpoint that
-- ends it. The hashes of those leaves stay, 256 to a tile, so that every root can still be made.
CREATE TABLE audit_segments (
  number          INTEGER PRIMARY KEY,
  first_leaf      INTEGER NOT NULL,
  end_leaf        INTEGER NOT NULL,
  last_checkpoint INTEGER NOT NULL,
  file            TEXT    NOT NULL,
  sha256          TEXT    NOT NULL,
  note            TEXT    NOT NULL
) STRICT;

CREATE TABLE audit_tiles (
  tile   INTEGER PRIMARY KEY,
  hashes BLOB    NOT NULL
) STRICT;

CREATE INDEX audit_leaves_key_rotations ON audit_leaves (idx) WHERE kind = 'audit.key-rotated';
CREATE INDEX audit_checkpoints_by_size ON audit_checkpoints (size);
