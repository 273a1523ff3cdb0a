SELECT events.*, pages.path
FROM events
JOIN pages ON pages.id = events.page_id
WHERE events.project = @project AND type = @type AND timestamp >= @from AND timestamp < @to
ORDER BY timestamp DESC, events.id COLLATE "C"
LIMIT @limit
