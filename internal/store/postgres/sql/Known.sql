-- A time stamp lies at most 24 hours before the arrival, which spares older days from being looked at.
SELECT project, id FROM js_errors
WHERE (project, id) IN (SELECT * FROM unnest(@projects::text[], @ids::text[]))
  AND arrived >= @since AND timestamp >= @since::timestamptz - interval '25 hours'
UNION ALL
SELECT project, id FROM events
WHERE (project, id) IN (SELECT * FROM unnest(@projects::text[], @ids::text[]))
  AND arrived >= @since AND timestamp >= @since::timestamptz - interval '25 hours'
