-- In ms since the epoch: whole numbers are added in a third of the time. Page views are stamped at most a day before they arrive; $since spares looking at older ones.
SELECT max(arrived) FROM (
  SELECT max(epoch_ms(timestamp) + arrived) AS arrived FROM metrics   WHERE project = $project AND timestamp >= $since
  UNION ALL
  SELECT max(epoch_ms(arrived))             AS arrived FROM js_errors WHERE project = $project AND timestamp >= $since
  UNION ALL
  SELECT max(epoch_ms(arrived))             AS arrived FROM events    WHERE project = $project AND timestamp >= $since
)
