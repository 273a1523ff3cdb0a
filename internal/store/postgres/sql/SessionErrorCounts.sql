SELECT session_id, count(*) AS count
FROM js_errors
WHERE project = @project AND timestamp >= @from AND timestamp < @to AND session_id = ANY(@sessions)
GROUP BY session_id
