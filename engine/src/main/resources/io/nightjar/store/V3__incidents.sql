-- What belongs together on one workload. Counts and times change with every detection; what people
-- did with it is in the audit log.
CREATE TABLE incidents (
  id          TEXT    PRIMARY KEY,
  subject     TEXT    NOT NULL,
  namespace   TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  last_millis INTEGER NOT NULL,
  json        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_by_subject ON incidents (subject, last_millis);
CREATE INDEX incidents_by_time ON incidents (last_millis);

ALTER TABLE detections ADD COLUMN incident TEXT;
CREATE INDEX detections_by_incident ON detections (incident, seq) WHERE incident IS NOT NULL;

CREATE TABLE incident_responses (
  incident    TEXT NOT NULL REFERENCES incidents (id),
  response_id TEXT NOT NULL REFERENCES responses (id),
  PRIMARY KEY (incident, response_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_responses_by_response ON incident_responses (response_id);
