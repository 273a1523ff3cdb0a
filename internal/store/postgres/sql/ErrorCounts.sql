SELECT name /*group*/ AS error_group, time_bucket(@interval::interval, timestamp, timestamptz 'epoch') AS bucket, count(*) AS count
FROM js_errors
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/ AND true /*groups*/
GROUP BY error_group, bucket
