-- TimescaleDB is used where it is installed and loaded, unless the database has its tables already. A role that may not
-- create the extension goes on without it.
DO $$
BEGIN
  IF to_regclass('metrics') IS NULL
    AND EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb' AND installed_version IS NULL)
    AND current_setting('timescaledb.disable_load', true) IS NOT NULL THEN
    CREATE EXTENSION IF NOT EXISTS timescaledb;
  END IF;
EXCEPTION
  WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END
$$;
