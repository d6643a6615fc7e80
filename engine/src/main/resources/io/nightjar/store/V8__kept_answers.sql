-- What was answered to requests that carried an Idempotency-Key; the answer is sealed, and absent
-- while the first request is being done.
CREATE TABLE kept_answers (
  caller      TEXT    NOT NULL,
  request_key TEXT    NOT NULL,
  digest      TEXT    NOT NULL,
  time_millis INTEGER NOT NULL,
  answer      BLOB,
  PRIMARY KEY (caller, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answers_by_time ON kept_answers (time_millis);
