INSERT INTO websites (project, domain)
SELECT * FROM unnest(@projects::text[], @names::text[])
RETURNING project, 0::bigint AS website, domain AS name, id
