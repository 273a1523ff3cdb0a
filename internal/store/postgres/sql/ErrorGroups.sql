SELECT
  error_group, (array_agg(name ORDER BY timestamp DESC))[1] AS name, (array_agg(message ORDER BY timestamp DESC))[1] AS message,
  count(*) AS count, count(DISTINCT nullif(session_id, '')) AS sessions,
  min(timestamp) AS first_seen, max(timestamp) AS last_seen,
  (array_agg(path ORDER BY timestamp DESC))[1] AS path,
  coalesce((array_agg(stack ORDER BY timestamp DESC))[1], '') AS stack,
  coalesce((array_agg(browser ORDER BY timestamp DESC))[1], '') AS browser
FROM (
  SELECT name /*group*/ AS error_group, js_errors.*, pages.path
  FROM js_errors
  JOIN pages ON pages.id = js_errors.page_id
  WHERE js_errors.project = @project AND js_errors.website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
    AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*groups*/
) AS grouped
GROUP BY error_group
ORDER BY count DESC, last_seen DESC, error_group
LIMIT @limit
