-- A session of the writer. What it confirms is on the disk, whatever the server's default is.
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';

-- Rows come by COPY into these, and are merged from there.
CREATE TEMP TABLE IF NOT EXISTS staged_views (LIKE metrics) ON COMMIT DELETE ROWS;
