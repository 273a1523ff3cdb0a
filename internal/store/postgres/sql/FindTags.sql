SELECT project, 0::bigint AS website, value AS name, id
FROM tag_values
WHERE dimension = @dimension AND (project, value) IN (SELECT * FROM unnest(@projects::text[], @names::text[]))
