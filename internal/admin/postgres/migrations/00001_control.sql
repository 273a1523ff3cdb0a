-- +goose Up

-- A schema of its own: the roles that read facts have no business here.
CREATE SCHEMA control;

CREATE TABLE control.projects (
  key        text        PRIMARY KEY,
  demo       boolean     NOT NULL,
  rate_limit integer     NOT NULL, -- ingest requests per minute
  salt       bytea       NOT NULL,
  created    timestamptz NOT NULL
);

-- A key that was revoked keeps its row, so that its id is never given out again.
CREATE TABLE control.api_keys (
  id      text        PRIMARY KEY,
  project text        NOT NULL REFERENCES control.projects,
  hash    bytea       NOT NULL, -- SHA-256 of the secret
  origins text[]      NOT NULL,
  created timestamptz NOT NULL,
  revoked timestamptz           -- NULL while the key lives
);

CREATE INDEX api_keys_by_project ON control.api_keys (project);

-- One row; moves with every change.
CREATE TABLE control.version (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint  NOT NULL
);

INSERT INTO control.version (version) VALUES (1);
