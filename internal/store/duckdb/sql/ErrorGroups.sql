SELECT
  name, message, count(*) AS count, count(DISTINCT nullif(session_id, '')) AS sessions,
  min(timestamp) AS first_seen, max(timestamp) AS last_seen,
  arg_max(pages.path, timestamp) AS path,
  arg_max(coalesce(stack, ''), timestamp) AS stack,
  arg_max(coalesce(browser, ''), timestamp) AS browser
FROM js_errors
JOIN pages ON pages.id = js_errors.page_id
WHERE js_errors.project = $project AND timestamp >= $from AND timestamp < $to
GROUP BY name, message
ORDER BY count DESC, last_seen DESC, name, message
LIMIT $limit
