SELECT latest.*, pages.path
FROM (
  SELECT * FROM metrics
  WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
    AND timestamp >= @from AND timestamp < @to AND true /*filters*/
  ORDER BY timestamp DESC, view_id COLLATE "C"
  LIMIT @limit
) AS latest
JOIN pages ON pages.id = latest.page_id
ORDER BY timestamp DESC, view_id COLLATE "C"
