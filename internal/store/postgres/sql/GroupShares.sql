SELECT browser /*value*/ AS value, count(*) AS count, count(DISTINCT nullif(session_id, '')) AS sessions
FROM js_errors
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*groups*/
GROUP BY value
ORDER BY count DESC, value
LIMIT @limit
