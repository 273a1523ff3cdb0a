SELECT browser /*dimension*/ AS key, count(*) AS views
FROM metrics
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/
GROUP BY key
ORDER BY sum(coalesce(weight, 1)) DESC, browser /*dimension*/ COLLATE "C"
LIMIT @limit
