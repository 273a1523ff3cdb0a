-- Page views, as vital -1, and values by bin, with what they weigh beyond 1 each.
SELECT 0 /*key*/ AS key, vital, bin_of(value) AS bin, count(*), coalesce(sum(weight - 1), 0)
FROM metrics
CROSS JOIN LATERAL (VALUES (-1, 0), (0, lcp), (1, inp), (2, cls), (3, fcp), (4, ttfb), (5, fid)) AS reading (vital, value)
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*only*/
  AND value IS NOT NULL AND vital = ANY(@vitals)
GROUP BY key, vital, bin
