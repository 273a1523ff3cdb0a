CREATE TABLE projects (
  key        TEXT    PRIMARY KEY,
  demo       INTEGER NOT NULL,
  rate_limit INTEGER NOT NULL, -- ingest requests per minute
  salt       BLOB    NOT NULL,
  created    INTEGER NOT NULL  -- ms since the epoch
) WITHOUT ROWID;

-- A key that was revoked keeps its row, so that its id is never given out again.
CREATE TABLE api_keys (
  id      TEXT    PRIMARY KEY,
  project TEXT    NOT NULL REFERENCES projects (key),
  hash    BLOB    NOT NULL, -- SHA-256 of the secret
  origins TEXT    NOT NULL, -- JSON array
  created INTEGER NOT NULL, -- ms since the epoch
  revoked INTEGER           -- ms since the epoch; NULL while the key lives
) WITHOUT ROWID;

CREATE INDEX api_keys_by_project ON api_keys (project);

-- One row; moves with every change.
CREATE TABLE version (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
);

INSERT INTO version (one, version) VALUES (1, 1);
