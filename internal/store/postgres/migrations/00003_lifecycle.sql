-- +goose Up

-- Drops the oldest day that is past its time, whole, and books its events as deleted: the ledger goes on adding up.
-- It tells whether there was one. Writers hold the lock shared, so what is counted is what is dropped; readers only wait
-- for the drop itself.
-- +goose StatementBegin
CREATE FUNCTION drop_expired_day() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  expired timestamptz := (SELECT date_trunc('day', now() - keep, 'UTC') FROM retention);
  until timestamptz;
  chunk record;
BEGIN
  IF expired IS NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('paceline'), hashtext('writing'));
  until := date_trunc('day', least(
    (SELECT min(timestamp) FROM metrics WHERE timestamp < expired),
    (SELECT min(timestamp) FROM js_errors WHERE timestamp < expired),
    (SELECT min(timestamp) FROM events WHERE timestamp < expired),
    (SELECT min(arrived) FROM dead_letters WHERE arrived < expired)
  ), 'UTC') + interval '1 day';
  IF until IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO ledger AS kept (project, log, partition, deleted)
  SELECT project, '', -1, sum(n) FROM (
    SELECT project, sum(num_nonnulls(page_view_ts, lcp_ts, inp_ts, cls_ts, fcp_ts, ttfb_ts, fid_ts)) AS n
      FROM metrics WHERE timestamp < until GROUP BY project
    UNION ALL
    SELECT project, count(*) FROM js_errors WHERE timestamp < until GROUP BY project
    UNION ALL
    SELECT project, count(*) FROM events WHERE timestamp < until GROUP BY project
    UNION ALL
    SELECT project, count(*) FROM dead_letters WHERE arrived < until GROUP BY project
  ) AS gone
  GROUP BY project
  ON CONFLICT (project, log, partition) DO UPDATE SET deleted = kept.deleted + excluded.deleted;
  LOCK TABLE metrics, js_errors, events, dead_letters IN ACCESS EXCLUSIVE MODE;
  DELETE FROM dead_letters WHERE arrived < until;
  IF on_timescaledb() THEN
    PERFORM drop_chunks(fact::regclass, older_than => until) FROM unnest(ARRAY['metrics', 'js_errors', 'events']) AS fact;
  ELSE
    FOR chunk IN
      SELECT inhrelid::regclass AS name FROM pg_inherits
      WHERE inhparent IN ('metrics'::regclass, 'js_errors'::regclass, 'events'::regclass)
        AND right(inhrelid::regclass::text, 8) < to_char(until AT TIME ZONE 'UTC', 'YYYYMMDD')
    LOOP
      EXECUTE format('DROP TABLE %s', chunk.name);
    END LOOP;
  END IF;
  RETURN true;
END
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION drop_expired_day() FROM PUBLIC;

-- As a job of TimescaleDB it has that signature.
-- +goose StatementBegin
CREATE PROCEDURE drop_expired_days(job integer DEFAULT 0, config jsonb DEFAULT NULL) LANGUAGE plpgsql AS $$
BEGIN
  WHILE drop_expired_day() LOOP
    COMMIT;
  END LOOP;
END
$$;
-- +goose StatementEnd

-- Days are compressed when late reports have become rare. Elsewhere than on TimescaleDB the program does the jobs; see
-- upkeep.go.
-- +goose StatementBegin
DO $$
DECLARE
  fact text;
BEGIN
  IF NOT on_timescaledb() THEN
    RETURN;
  END IF;
  FOREACH fact IN ARRAY ARRAY['metrics', 'js_errors', 'events'] LOOP
    EXECUTE format('ALTER TABLE %I SET (timescaledb.compress, timescaledb.compress_segmentby = %L, timescaledb.compress_orderby = %L)',
      fact, 'project, website_id', 'timestamp DESC, ' || CASE fact WHEN 'metrics' THEN 'view_id' ELSE 'id' END);
    PERFORM add_compression_policy(fact::regclass, interval '7 days');
  END LOOP;
  PERFORM add_job('drop_expired_days'::regproc, interval '1 hour');
END
$$;
-- +goose StatementEnd
