SELECT session_id, max(timestamp) AS last_seen
FROM metrics
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/
GROUP BY session_id
ORDER BY last_seen DESC, session_id COLLATE "C"
LIMIT @limit
