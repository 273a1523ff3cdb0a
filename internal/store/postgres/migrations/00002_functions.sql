-- +goose Up

-- The bin of a value: its exponent and the first six bits of its fraction, as every store counts them; see bins.go.
-- Below 2^-40 it is the bin of 0. Not STRICT: only then PostgreSQL puts the text in place of the call.
-- +goose StatementBegin
CREATE FUNCTION bin_of(value double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value < 9.094947017729282e-13 THEN 62911
    ELSE (get_byte(float8send(value), 0) << 10) | (get_byte(float8send(value), 1) << 2) | (get_byte(float8send(value), 2) >> 6) END
$$;
-- +goose StatementEnd

-- TimescaleDB brings its own. Buckets of plain PostgreSQL begin where its do: on a Monday.
-- +goose StatementBegin
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb') THEN
    CREATE FUNCTION time_bucket(width interval, at timestamptz, origin timestamptz DEFAULT '2000-01-03 00:00:00+00') RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
      AS 'SELECT date_bin(width, at, origin)';
  END IF;
END
$$;
-- +goose StatementEnd

-- Makes the native partition of a table for a day, when it is missing. Attaching one locks out neither readers nor
-- writers, which CREATE TABLE ... PARTITION OF would. The owner's rights: the writer may add days, and nothing else.
-- +goose StatementBegin
CREATE FUNCTION make_day(fact text, day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  name text := fact || to_char(day, '_YYYYMMDD');
BEGIN
  IF fact NOT IN ('metrics', 'js_errors', 'events') OR on_timescaledb() OR to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('paceline'), hashtext('days'));
  IF to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, fact);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', fact, name,
    to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
END
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION make_day(text, date) FROM PUBLIC;
