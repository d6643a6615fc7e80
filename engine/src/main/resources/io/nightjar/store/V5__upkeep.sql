-- When the store was last tidied, and when it is next.
CREATE TABLE upkeep (
  task        TEXT    PRIMARY KEY,
  done_millis INTEGER NOT NULL,
  next_millis INTEGER NOT NULL,
  json        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- So that a response that goes is not looked for in every joined request.
CREATE INDEX joined_requests_by_response ON joined_requests (response_id);
