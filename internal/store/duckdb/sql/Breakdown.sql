SELECT browser /*dimension*/ AS value
FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
GROUP BY value
ORDER BY sum(coalesce(weight, 1)) DESC, value
LIMIT $limit
