-- The roles: the writer changes facts, the reader reads them. Who runs this owns them. Where it may not make roles, an
-- administrator does, and the next migration grants them their rights.
DO $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('paceline'), hashtext('roles'));
  IF (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'paceline_writer') THEN
      CREATE ROLE paceline_writer NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'paceline_reader') THEN
      CREATE ROLE paceline_reader NOLOGIN;
    END IF;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'paceline_reader') THEN
    GRANT SELECT ON websites, pages, tag_values, metrics, js_errors, events, dead_letters, ledger, positions, retention,
      paceline_migrations TO paceline_reader;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'paceline_writer') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON websites, pages, tag_values, metrics, js_errors, events, dead_letters, ledger,
      positions, workers, leases TO paceline_writer;
    GRANT SELECT ON retention, paceline_migrations TO paceline_writer;
    GRANT EXECUTE ON FUNCTION make_day(text, date), drop_expired_day() TO paceline_writer;
  END IF;
END
$$;
