SELECT count(*) FROM (
  SELECT DISTINCT session_id FROM metrics
  WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
    AND timestamp >= @from AND timestamp < @to AND true /*filters*/
) AS sessions
