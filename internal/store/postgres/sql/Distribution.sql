-- How much the values weigh that have how many edges at or above them. Edges and values are negative: see cells.
SELECT width_bucket(0 - lcp /*vital*/, @edges::float8[]) AS above, sum(coalesce(weight, 1))
FROM metrics
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND lcp /*vital*/ IS NOT NULL
GROUP BY above
