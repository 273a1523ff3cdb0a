SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.project = @project AND session_id = @session
ORDER BY timestamp, view_id COLLATE "C"
LIMIT @limit
