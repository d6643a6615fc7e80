-- Which engine leads, and the how manieth leadership it is: counted up by each engine that takes the
-- store over, and never down.
CREATE TABLE leadership (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  epoch        INTEGER NOT NULL,
  engine       TEXT    NOT NULL,
  since_millis INTEGER NOT NULL
) STRICT;

-- What lies in files of the state folder where one machine has one, and has to reach the engine that
-- takes over where several share a database.
CREATE TABLE kill_switch (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  engaged INTEGER NOT NULL,
  words   TEXT    NOT NULL
) STRICT;

CREATE TABLE intents (
  response_id  TEXT    PRIMARY KEY,
  note         TEXT    NOT NULL,
  begun_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE output_positions (
  output    TEXT    PRIMARY KEY,
  next_leaf INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
