SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.page_id = @page AND timestamp >= @from AND timestamp < @to
ORDER BY timestamp DESC, view_id COLLATE "C"
LIMIT @limit
