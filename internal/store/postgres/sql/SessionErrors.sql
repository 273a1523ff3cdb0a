SELECT js_errors.*, pages.path
FROM js_errors
JOIN pages ON pages.id = js_errors.page_id
WHERE js_errors.project = @project AND session_id = @session
ORDER BY timestamp, js_errors.id COLLATE "C"
LIMIT @limit
