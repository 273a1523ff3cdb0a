SELECT project FROM metrics   WHERE session_id = @session
UNION
SELECT project FROM js_errors WHERE session_id = @session
ORDER BY project
LIMIT 2
