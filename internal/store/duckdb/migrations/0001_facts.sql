-- No index, UNIQUE or PRIMARY KEY on purpose: after a kill and a replay DuckDB 1.5 answered wrongly from indexes
-- and let duplicates past UNIQUE. The single writer keeps what those would have kept.

CREATE TABLE websites (
  id      BIGINT  NOT NULL,
  project VARCHAR NOT NULL,
  domain  VARCHAR NOT NULL
);

CREATE TABLE pages (
  id         BIGINT  NOT NULL,
  project    VARCHAR NOT NULL,
  website_id BIGINT  NOT NULL,
  path       VARCHAR NOT NULL
);

-- One row a page view. NULL is "unknown"; a vital that was reported with an implausible value has its time and no value.
CREATE TABLE metrics (
  project         VARCHAR   NOT NULL,
  website_id      BIGINT    NOT NULL,
  page_id         BIGINT    NOT NULL,
  timestamp       TIMESTAMP NOT NULL, -- UTC
  arrived         TIMESTAMP NOT NULL, -- UTC
  view_id         VARCHAR   NOT NULL,
  session_id      VARCHAR   NOT NULL,
  path_hash       UBIGINT,            -- for clients without a view id
  first_ts        BIGINT    NOT NULL, -- ms since the epoch by the client's clock; every other *_ts is in ms after it,
  last_ts         BIGINT    NOT NULL, -- which takes half the room: clocks that are wrong spread the absolute times
  page_view_ts    BIGINT,
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
  attribution     VARCHAR USING COMPRESSION zstd, -- JSON object by vital name
  lcp  DOUBLE, lcp_ts  BIGINT,
  inp  DOUBLE, inp_ts  BIGINT,
  cls  DOUBLE, cls_ts  BIGINT,
  fcp  DOUBLE, fcp_ts  BIGINT,
  ttfb DOUBLE, ttfb_ts BIGINT,
  fid  DOUBLE, fid_ts  BIGINT
);

CREATE TABLE js_errors (
  project     VARCHAR   NOT NULL,
  website_id  BIGINT    NOT NULL,
  page_id     BIGINT    NOT NULL,
  timestamp   TIMESTAMP NOT NULL,
  arrived     TIMESTAMP NOT NULL,
  id          VARCHAR   NOT NULL,
  session_id  VARCHAR   NOT NULL,
  view_id     VARCHAR   NOT NULL,
  name        VARCHAR   NOT NULL,
  message     VARCHAR   NOT NULL,
  stack       VARCHAR,
  source      VARCHAR,
  line        INTEGER   NOT NULL,
  col         INTEGER   NOT NULL,
  kind        VARCHAR,
  website     VARCHAR   NOT NULL,
  device_type VARCHAR,
  browser     VARCHAR,
  os          VARCHAR,
  country     VARCHAR,
  connection  VARCHAR,
  language    VARCHAR,
  release     VARCHAR,
  user_hash   VARCHAR,
  bot         BOOLEAN   NOT NULL,
  flags       USMALLINT NOT NULL
);

-- Custom and resource events.
CREATE TABLE events (
  project    VARCHAR   NOT NULL,
  website_id BIGINT    NOT NULL,
  page_id    BIGINT    NOT NULL,
  timestamp  TIMESTAMP NOT NULL,
  arrived    TIMESTAMP NOT NULL,
  id         VARCHAR   NOT NULL,
  type       VARCHAR   NOT NULL,
  name       VARCHAR   NOT NULL,
  value      DOUBLE,
  session_id VARCHAR   NOT NULL,
  view_id    VARCHAR   NOT NULL,
  website    VARCHAR   NOT NULL,
  data       VARCHAR,             -- JSON
  flags      USMALLINT NOT NULL
);

CREATE TABLE dead_letters (
  project VARCHAR   NOT NULL,
  log     VARCHAR   NOT NULL,
  seq     BIGINT    NOT NULL,
  arrived TIMESTAMP NOT NULL,
  reason  VARCHAR   NOT NULL,
  event   VARCHAR   NOT NULL      -- JSON
);

-- The dimension values a project has, for the cardinality caps.
CREATE TABLE tag_values (
  project   VARCHAR NOT NULL,
  dimension VARCHAR NOT NULL,
  value     VARCHAR NOT NULL
);

CREATE TABLE ledger (
  project      VARCHAR NOT NULL,
  log          VARCHAR NOT NULL,
  processed    BIGINT  NOT NULL,
  merged       BIGINT  NOT NULL,
  deduplicated BIGINT  NOT NULL,
  deleted      BIGINT  NOT NULL
);

CREATE TABLE positions (
  partition INTEGER NOT NULL,
  log       VARCHAR NOT NULL,
  seq       BIGINT  NOT NULL
);
