-- One row: what this log is. The id is new with every file, so that no store takes another log's sequences
-- for its own.
CREATE TABLE log (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  id     TEXT    NOT NULL,
  probed INTEGER NOT NULL DEFAULT 0 -- µs since the epoch; written by Check
);

-- One row for each group of records that became durable together. AUTOINCREMENT, because plain row ids would
-- start again after a full trim. The blob stands last: what counts the queue never has to read it.
CREATE TABLE entries (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  appended INTEGER NOT NULL, -- µs since the epoch
  events   INTEGER NOT NULL,
  projects TEXT    NOT NULL, -- {"my-website": 12}: events by project
  records  BLOB    NOT NULL  -- see frame.go
);

-- What was ever accepted, moved by the same commit as the entries.
CREATE TABLE accepted (
  project TEXT PRIMARY KEY,
  events  INTEGER NOT NULL
) WITHOUT ROWID;
