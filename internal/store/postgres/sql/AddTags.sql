INSERT INTO tag_values (project, dimension, value)
SELECT project, @dimension, name FROM unnest(@projects::text[], @names::text[]) AS added (project, name)
RETURNING project, 0::bigint AS website, value AS name, id
