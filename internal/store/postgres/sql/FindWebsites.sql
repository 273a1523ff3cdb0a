SELECT project, 0::bigint AS website, domain AS name, id
FROM websites
WHERE (project, domain) IN (SELECT * FROM unnest(@projects::text[], @names::text[]))
