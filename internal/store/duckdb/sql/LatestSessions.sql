SELECT session_id, max(timestamp) AS last_seen
FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
GROUP BY session_id
ORDER BY last_seen DESC, session_id
LIMIT $limit
