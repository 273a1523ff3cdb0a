-- +goose Up

-- Which worker has which partition of the log, by the database's clock. A worker that is not heard of until its time is
-- over loses all it has. This only keeps workers out of each other's way: that nothing is written twice is the position's
-- doing.
CREATE TABLE workers (
  id    text PRIMARY KEY,
  until timestamptz NOT NULL
);
CREATE TABLE leases (
  partition integer PRIMARY KEY,
  worker    text NOT NULL REFERENCES workers ON DELETE CASCADE
);
CREATE INDEX leases_worker ON leases (worker);

-- The second look, under the lock, asks the table and not the session's cache of names, which may not have heard yet of
-- what another process has made.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION make_day(fact text, day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  name text := fact || to_char(day, '_YYYYMMDD');
BEGIN
  IF fact NOT IN ('metrics', 'js_errors', 'events') OR on_timescaledb() OR to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('paceline'), hashtext('days'));
  IF EXISTS (SELECT 1 FROM pg_class WHERE relname = name AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = fact::regclass)) THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, fact);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', fact, name,
    to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
END
$$;
-- +goose StatementEnd
