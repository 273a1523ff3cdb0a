SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.project = $project AND session_id = $packed_session
ORDER BY timestamp, view_id
LIMIT $limit
