SELECT newest.*, pages.path
FROM (
  SELECT * FROM js_errors
  WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
    AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*groups*/
  ORDER BY timestamp DESC, id COLLATE "C"
  LIMIT @limit
) AS newest
JOIN pages ON pages.id = newest.page_id
ORDER BY timestamp DESC, newest.id COLLATE "C"
