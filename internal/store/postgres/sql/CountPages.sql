SELECT project, count(*)
FROM pages
WHERE project = ANY(@projects) AND path <> '(other)'
GROUP BY project
