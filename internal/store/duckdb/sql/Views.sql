WITH found AS MATERIALIZED (
  SELECT metrics.rowid AS place
  FROM metrics SEMI JOIN view_keys USING (view_id)
  WHERE true /*windows*/
)
SELECT metrics.* /*columns*/, pages.path
FROM metrics SEMI JOIN view_keys USING (project, view_id)
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.rowid IN (SELECT place FROM found)
