SELECT epoch_ms(time_bucket(to_milliseconds($interval), timestamp, TIMESTAMP '1970-01-01')) AS bucket, count(*) AS views
FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
GROUP BY bucket
