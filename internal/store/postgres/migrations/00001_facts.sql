-- +goose Up

CREATE TABLE websites (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project text NOT NULL,
  domain  text NOT NULL,
  UNIQUE (project, domain)
);

CREATE TABLE pages (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project    text   NOT NULL,
  website_id bigint NOT NULL REFERENCES websites,
  path       text   NOT NULL,
  UNIQUE (website_id, path)
);
CREATE INDEX pages_project ON pages (project);

-- The dimension values a project has, for the cardinality caps.
CREATE TABLE tag_values (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project   text NOT NULL,
  dimension text NOT NULL,
  value     text NOT NULL,
  UNIQUE (project, dimension, value)
);

-- One row a page view. NULL is "unknown"; a vital that was reported with an implausible value has its time and no
-- value. Times of the client's clock are in ms since the epoch.
CREATE TABLE metrics (
  project         text             NOT NULL,
  website_id      bigint           NOT NULL,
  page_id         bigint           NOT NULL,
  timestamp       timestamptz      NOT NULL,
  arrived         timestamptz      NOT NULL,
  view_id         text             NOT NULL,
  session_id      text             NOT NULL,
  path_hash       bigint,                    -- for clients without a view id: 64 bits, whatever their sign
  first_ts        bigint           NOT NULL,
  last_ts         bigint           NOT NULL,
  page_view_ts    bigint,
  website         text             NOT NULL,
  device_type     text,
  browser         text,
  os              text,
  country         text,
  connection      text,
  language        text,
  release         text,
  user_hash       text,
  bot             boolean          NOT NULL,
  navigation_type text,
  viewport_width  integer          NOT NULL, -- CSS pixels
  viewport_height integer          NOT NULL, -- CSS pixels
  screen_width    integer,                   -- CSS pixels
  screen_height   integer,                   -- CSS pixels
  rtt             double precision,          -- ms
  device_memory   double precision,          -- GiB, as the browser rounds it
  cores           integer,                   -- logical processors
  dimensions      text,                      -- the site's own: a JSON object of strings
  weight          double precision,          -- how many page views it stands for; NULL is 1
  flags           integer          NOT NULL,
  -- Attribution is a JSON object.
  lcp  double precision, lcp_ts  bigint, lcp_attribution  text,
  inp  double precision, inp_ts  bigint, inp_attribution  text,
  cls  double precision, cls_ts  bigint, cls_attribution  text,
  fcp  double precision, fcp_ts  bigint, fcp_attribution  text,
  ttfb double precision, ttfb_ts bigint, ttfb_attribution text,
  fid  double precision, fid_ts  bigint, fid_attribution  text
);

CREATE TABLE js_errors (
  project     text        NOT NULL,
  website_id  bigint      NOT NULL,
  page_id     bigint      NOT NULL,
  timestamp   timestamptz NOT NULL,
  arrived     timestamptz NOT NULL,
  id          text        NOT NULL,
  session_id  text        NOT NULL,
  view_id     text        NOT NULL,
  name        text        NOT NULL,
  message     text        NOT NULL,
  stack       text,
  source      text,
  line        integer     NOT NULL,
  col         integer     NOT NULL,
  kind        text,
  website     text        NOT NULL,
  device_type text,
  browser     text,
  os          text,
  country     text,
  connection  text,
  language    text,
  release     text,
  user_hash   text,
  bot         boolean     NOT NULL,
  flags       integer     NOT NULL,
  weight      double precision
);

-- Custom and resource events.
CREATE TABLE events (
  project    text        NOT NULL,
  website_id bigint      NOT NULL,
  page_id    bigint      NOT NULL,
  timestamp  timestamptz NOT NULL,
  arrived    timestamptz NOT NULL,
  id         text        NOT NULL,
  type       text        NOT NULL,
  name       text        NOT NULL,
  value      double precision,
  session_id text        NOT NULL,
  view_id    text        NOT NULL,
  website    text        NOT NULL,
  data       text,                 -- JSON
  flags      integer     NOT NULL,
  weight     double precision
);

CREATE TABLE dead_letters (
  project text        NOT NULL,
  log     text        NOT NULL,
  seq     bigint      NOT NULL,
  arrived timestamptz NOT NULL,
  reason  text        NOT NULL,
  event   text        NOT NULL     -- JSON
);
CREATE INDEX dead_letters_project ON dead_letters (project, arrived DESC);

-- A row for each partition of the log, so that no two workers wait for each other.
CREATE TABLE ledger (
  project      text    NOT NULL,
  log          text    NOT NULL,
  partition    integer NOT NULL,
  processed    bigint  NOT NULL DEFAULT 0,
  merged       bigint  NOT NULL DEFAULT 0,
  deduplicated bigint  NOT NULL DEFAULT 0,
  deleted      bigint  NOT NULL DEFAULT 0,
  PRIMARY KEY (project, log, partition)
);

CREATE TABLE positions (
  partition integer PRIMARY KEY,
  log       text   NOT NULL,
  seq       bigint NOT NULL
);

-- How long facts are kept, by the start of their day. NULL is for ever.
CREATE TABLE retention (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  keep interval
);
INSERT INTO retention (keep) VALUES (NULL);

-- The facts, one day a chunk: hypertables where TimescaleDB is with its own licence, native partitions elsewhere.
-- +goose StatementBegin
CREATE FUNCTION on_timescaledb() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT current_setting('timescaledb.license', true) = 'timescale'
    AND EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['metrics', 'js_errors', 'events'] LOOP
    IF on_timescaledb() THEN
      PERFORM create_hypertable(fact::regclass, by_range('timestamp', interval '1 day'), create_default_indexes => false);
    ELSE
      EXECUTE format('ALTER TABLE %I RENAME TO shape', fact);
      EXECUTE format('CREATE TABLE %I (LIKE shape INCLUDING ALL) PARTITION BY RANGE (timestamp)', fact);
      DROP TABLE shape;
    END IF;
  END LOOP;
END
$$;
-- +goose StatementEnd

CREATE UNIQUE INDEX metrics_view ON metrics (project, view_id, timestamp);
CREATE INDEX metrics_website ON metrics (website_id, timestamp DESC);
CREATE INDEX metrics_page ON metrics (page_id, timestamp DESC);
CREATE INDEX metrics_session ON metrics (session_id);
CREATE INDEX metrics_visitor ON metrics (device_type, browser, country);
CREATE INDEX js_errors_id ON js_errors (id);
CREATE INDEX js_errors_website ON js_errors (website_id, timestamp DESC);
CREATE INDEX js_errors_page ON js_errors (page_id, timestamp DESC);
CREATE INDEX js_errors_session ON js_errors (session_id);
CREATE INDEX events_id ON events (id);
CREATE INDEX events_website ON events (website_id, timestamp DESC);
