SELECT pages.id, pages.path, websites.domain AS website, most.count, most.sessions
FROM (
  SELECT page_id, count(*) AS count, count(DISTINCT nullif(session_id, '')) AS sessions
  FROM js_errors
  WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
    AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*groups*/
  GROUP BY page_id
  ORDER BY count DESC, page_id
  LIMIT @limit
) AS most
JOIN pages ON pages.id = most.page_id
JOIN websites ON websites.id = pages.website_id
ORDER BY most.count DESC, pages.path COLLATE "C", websites.domain COLLATE "C"
