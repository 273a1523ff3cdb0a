SELECT pages.id, pages.path, websites.domain AS website
FROM pages
JOIN websites ON websites.id = pages.website_id
WHERE pages.id = ANY(@ids)
