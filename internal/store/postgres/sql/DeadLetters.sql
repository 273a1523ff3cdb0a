SELECT arrived, reason, event
FROM dead_letters
WHERE project = @project
ORDER BY arrived DESC, seq DESC
LIMIT @limit
