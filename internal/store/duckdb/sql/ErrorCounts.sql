SELECT name /*group*/ AS error_group, (epoch_ms(timestamp) - $first) // $interval AS bucket, count(*) AS count
FROM js_errors
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/ AND true /*groups*/
GROUP BY ALL
