SELECT project, website_id AS website, path AS name, id
FROM pages
WHERE (website_id, path) IN (SELECT * FROM unnest(@websites::bigint[], @names::text[]))
