WITH found AS MATERIALIZED (
  SELECT metrics.rowid AS place
  FROM metrics SEMI JOIN (FROM view_keys WHERE view_id IS NULL) AS view_keys USING (project, session_id, path_hash)
  WHERE true /*windows*/
    AND (metrics.project, metrics.view_id) NOT IN (SELECT (project, view_id) FROM view_keys WHERE view_id IS NOT NULL)
)
SELECT metrics.* /*columns*/, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.rowid IN (SELECT place FROM found)
