-- The first input ends LCP, so their reports come together: the time of one, counted from the other, takes a byte instead of
-- three. Without an LCP it is counted from first_ts, as before.

ALTER TABLE metrics ALTER COLUMN fid_ts SET DATA TYPE BIGINT
USING CASE WHEN lcp_ts IS NULL THEN fid_ts ELSE fid_ts - last_ts - lcp_ts END;
