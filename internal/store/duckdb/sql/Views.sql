SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE true /*windows*/
  AND (metrics.project, metrics.view_id) IN (SELECT (project, view_id) FROM view_keys WHERE view_id IS NOT NULL)
