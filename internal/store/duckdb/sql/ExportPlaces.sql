-- Ids are given in the order of the rows.
SELECT pages.project, websites.domain, pages.path
FROM pages
JOIN websites ON websites.id = pages.website_id
WHERE pages.rowid >= $from AND pages.rowid < $to
ORDER BY pages.rowid
