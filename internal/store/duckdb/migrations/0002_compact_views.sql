-- A page view took 82 bytes, and a third of them were ids spelled out, times without a common beginning, and one JSON
-- text that repeated itself in each row. The same facts, smaller: see ids.go and columns.go.

CREATE TABLE compact (
  project         VARCHAR   NOT NULL,
  website_id      BIGINT    NOT NULL,
  page_id         BIGINT    NOT NULL,
  timestamp       TIMESTAMP NOT NULL, -- UTC
  arrived         BIGINT    NOT NULL, -- ms after timestamp
  view_id         UUID      NOT NULL, -- stands for the client's id
  view_text       VARCHAR,            -- the client's id where it cannot be read from view_id
  session_id      BLOB      NOT NULL, -- the client's id, packed
  path_hash       UBIGINT,            -- for clients without a view id
  first_ts        BIGINT    NOT NULL, -- client clock, ms after timestamp
  last_ts         BIGINT    NOT NULL, -- ms after first_ts
  page_view_ts    BIGINT,             -- ms after first_ts
  website         VARCHAR   NOT NULL,
  device_type     VARCHAR,
  browser         VARCHAR,
  os              VARCHAR,
  country         VARCHAR,
  connection      VARCHAR,
  language        VARCHAR,
  release         VARCHAR,
  user_hash       VARCHAR,
  bot             BOOLEAN   NOT NULL,
  navigation_type VARCHAR,
  viewport_width  INTEGER   NOT NULL,
  viewport_height INTEGER   NOT NULL,
  rtt             DOUBLE,             -- ms
  flags           USMALLINT NOT NULL,
  -- Times in ms after another, which timeBase in columns.go tells. Attribution is a JSON object.
  lcp  DOUBLE, lcp_ts  BIGINT, lcp_attribution  VARCHAR,
  inp  DOUBLE, inp_ts  BIGINT, inp_attribution  VARCHAR,
  cls  DOUBLE, cls_ts  BIGINT, cls_attribution  VARCHAR,
  fcp  DOUBLE, fcp_ts  BIGINT, fcp_attribution  VARCHAR,
  ttfb DOUBLE, ttfb_ts BIGINT, ttfb_attribution VARCHAR,
  fid  DOUBLE, fid_ts  BIGINT, fid_attribution  VARCHAR
);

-- What packView and packSession do.
CREATE TEMP MACRO spelled(id) AS regexp_full_match(id, '[A-Za-z0-9_-]{16}');
CREATE TEMP MACRO bits(id) AS from_base64(translate(id,
  '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'));
CREATE TEMP MACRO canonical(id) AS regexp_full_match(id, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}');
CREATE TEMP MACRO carried(id) AS spelled(id) OR (canonical(id) AND left(id, 8) NOT IN ('00000000', '00000001'));
CREATE TEMP MACRO packed_view(id) AS CASE
  WHEN spelled(id) THEN '00000000' || hex(bits(id))
  WHEN carried(id) THEN id
  ELSE '00000001' || left(sha256(id), 24)
END::UUID;
CREATE TEMP MACRO packed_session(id) AS CASE
  WHEN spelled(id) THEN bits(id)
  WHEN canonical(id) THEN unhex(replace(id, '-', ''))
  WHEN regexp_full_match(id, '[0-9a-f]{32}') THEN '\xFE'::BLOB || unhex(id)
  WHEN strlen(id) IN (12, 16) THEN '\xFF'::BLOB || encode(id)
  ELSE encode(id)
END;

INSERT INTO compact
SELECT
  project, website_id, page_id, timestamp, epoch_ms(arrived) - epoch_ms(timestamp),
  packed_view(view_id), CASE WHEN NOT carried(view_id) THEN view_id END, packed_session(session_id), path_hash,
  first_ts - epoch_ms(timestamp), last_ts, page_view_ts, website,
  device_type, browser, os, country, connection, language, release, user_hash, bot,
  navigation_type, viewport_width, viewport_height, rtt, flags,
  lcp, lcp_ts - last_ts, attribution->>'$.LCP',
  inp, inp_ts - last_ts, attribution->>'$.INP',
  cls, cls_ts - last_ts, attribution->>'$.CLS',
  fcp, fcp_ts, attribution->>'$.FCP',
  ttfb, ttfb_ts, attribution->>'$.TTFB',
  fid, fid_ts, attribution->>'$.FID'
FROM metrics;

DROP TABLE metrics;
ALTER TABLE compact RENAME TO metrics;

DROP MACRO packed_session;
DROP MACRO packed_view;
DROP MACRO carried;
DROP MACRO canonical;
DROP MACRO bits;
DROP MACRO spelled;
