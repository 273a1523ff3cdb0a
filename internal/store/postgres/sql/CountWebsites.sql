SELECT project, count(*)
FROM websites
WHERE project = ANY(@projects) AND domain <> '(other)'
GROUP BY project
