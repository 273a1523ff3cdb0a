SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE true /*windows*/
  AND (metrics.project, metrics.view_id) IN (SELECT * FROM unnest(@projects::text[], @views::text[]))
