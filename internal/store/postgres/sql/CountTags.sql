SELECT project, count(*)
FROM tag_values
WHERE dimension = @dimension AND project = ANY(@projects)
GROUP BY project
