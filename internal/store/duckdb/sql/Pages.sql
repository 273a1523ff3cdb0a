SELECT pages.id, pages.path, websites.domain AS website, top.views, top.last_seen
FROM (
  SELECT page_id, count(*) AS views, sum(coalesce(weight, 1)) AS estimated, max(timestamp) AS last_seen
  FROM metrics
  WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
  GROUP BY page_id
  ORDER BY estimated DESC, page_id
  LIMIT $limit
) AS top
JOIN pages ON pages.id = top.page_id
JOIN websites ON websites.id = pages.website_id
ORDER BY top.estimated DESC, pages.path, websites.domain
