WITH found AS MATERIALIZED (
  SELECT metrics.rowid AS place, view_keys.project
  FROM metrics JOIN view_keys USING (view_id)
  WHERE true /*windows*/
)
SELECT metrics.* /*columns*/, pages.path
FROM metrics SEMI JOIN found ON metrics.rowid = found.place AND metrics.project = found.project
JOIN pages ON pages.id = metrics.page_id
