SELECT
  0 /*key*/ AS key, count(*) AS views
  , count(lcp), percentile_cont(ARRAY[0.5, 0.75, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY lcp)
  , count(inp), percentile_cont(ARRAY[0.5, 0.75, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY inp)
  , count(cls), percentile_cont(ARRAY[0.5, 0.75, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY cls)
  , count(fcp), percentile_cont(ARRAY[0.5, 0.75, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY fcp)
  , count(ttfb), percentile_cont(ARRAY[0.5, 0.75, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY ttfb)
  , count(fid), percentile_cont(ARRAY[0.5, 0.75, 0.9, 0.95, 0.99]) WITHIN GROUP (ORDER BY fid)
FROM metrics
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*only*/
GROUP BY key
