-- Clients that sample send a weight: how many page views, errors or events a row stands for. NULL is 1.
-- And what more they tell of a device and of their own.

ALTER TABLE metrics ADD COLUMN screen_width INTEGER;  -- CSS pixels
ALTER TABLE metrics ADD COLUMN screen_height INTEGER; -- CSS pixels
ALTER TABLE metrics ADD COLUMN device_memory DOUBLE;  -- GiB, as the browser rounds it
ALTER TABLE metrics ADD COLUMN cores INTEGER;         -- logical processors
ALTER TABLE metrics ADD COLUMN dimensions VARCHAR;    -- the site's own: a JSON object of strings
ALTER TABLE metrics ADD COLUMN weight DOUBLE;
ALTER TABLE js_errors ADD COLUMN weight DOUBLE;
ALTER TABLE events ADD COLUMN weight DOUBLE;
