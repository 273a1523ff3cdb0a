INSERT INTO pages (project, website_id, path)
SELECT * FROM unnest(@projects::text[], @websites::bigint[], @names::text[])
RETURNING project, website_id AS website, path AS name, id
