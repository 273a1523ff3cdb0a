SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE true /*windows*/
  AND metrics.path_hash IS NOT NULL
  AND (metrics.project, metrics.session_id, metrics.path_hash) IN
    (SELECT (project, session_id, path_hash) FROM view_keys WHERE view_id IS NULL)
  AND (metrics.project, metrics.view_id) NOT IN (SELECT (project, view_id) FROM view_keys WHERE view_id IS NOT NULL)
