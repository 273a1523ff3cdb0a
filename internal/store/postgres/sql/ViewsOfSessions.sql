SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE true /*windows*/
  AND (metrics.project, metrics.session_id, metrics.path_hash) IN
    (SELECT * FROM unnest(@projects::text[], @sessions::text[], @paths::bigint[]))
  AND (metrics.project, metrics.view_id) NOT IN
    (SELECT * FROM unnest(@known_projects::text[], @known_views::text[]))
