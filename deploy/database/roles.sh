#!/bin/sh
# Runs once, when the database is new: the roles that services log in with. `paceline migrate` grants them their rights.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v reader="$READER_PASSWORD" -v writer="$WRITER_PASSWORD" -v ingest="$INGEST_PASSWORD" <<'SQL'
CREATE ROLE paceline_writer NOLOGIN;
CREATE ROLE paceline_reader NOLOGIN;
CREATE ROLE paceline_control NOLOGIN;
CREATE ROLE worker LOGIN PASSWORD :'writer' IN ROLE paceline_writer;
CREATE ROLE query  LOGIN PASSWORD :'reader' IN ROLE paceline_reader, paceline_control;
CREATE ROLE ingest LOGIN PASSWORD :'ingest' IN ROLE paceline_control;
SQL
