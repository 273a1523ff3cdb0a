SELECT
  error_group, arg_max(name, timestamp) AS name, arg_max(message, timestamp) AS message,
  count(*) AS count, count(DISTINCT nullif(session_id, '')) AS sessions,
  min(timestamp) AS first_seen, max(timestamp) AS last_seen,
  arg_max(path, timestamp) AS path,
  arg_max(coalesce(stack, ''), timestamp) AS stack,
  arg_max(coalesce(browser, ''), timestamp) AS browser
FROM (
  SELECT name /*group*/ AS error_group, js_errors.*, pages.path
  FROM js_errors
  JOIN pages ON pages.id = js_errors.page_id
  WHERE js_errors.project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/ AND true /*groups*/
)
GROUP BY error_group
ORDER BY count DESC, last_seen DESC, error_group
LIMIT $limit
