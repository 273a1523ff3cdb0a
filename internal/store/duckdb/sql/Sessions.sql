SELECT count(DISTINCT session_id) FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
