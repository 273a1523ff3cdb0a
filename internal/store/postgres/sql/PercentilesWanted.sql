-- The values in the bins that hold percentiles, with their weights.
SELECT 0 /*key*/ AS key, vital, value, coalesce(weight, 1)
FROM metrics
CROSS JOIN LATERAL (VALUES (0, lcp), (1, inp), (2, cls), (3, fcp), (4, ttfb), (5, fid)) AS reading (vital, value)
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/
  AND value IS NOT NULL AND (0 /*key*/, vital, bin_of(value)) IN (
    SELECT key, vital, bin FROM unnest(@keys::integer[] /*keys*/, @vitals::integer[], @bins::integer[]) AS wanted (key, vital, bin)
  )
