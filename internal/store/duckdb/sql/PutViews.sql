DELETE FROM metrics
USING replaced_views AS replaced
WHERE true /*windows*/
  AND metrics.timestamp = replaced.timestamp
  AND metrics.project = replaced.project
  AND metrics.view_id = replaced.view_id
