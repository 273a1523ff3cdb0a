-- Page views are stamped at most a day before they arrive; $since spares looking at older ones.
SELECT max(arrived) FROM (
  SELECT max(timestamp + to_milliseconds(arrived)) AS arrived FROM metrics   WHERE project = $project AND timestamp >= $since
  UNION ALL
  SELECT max(arrived)                              AS arrived FROM js_errors WHERE project = $project AND timestamp >= $since
  UNION ALL
  SELECT max(arrived)                              AS arrived FROM events    WHERE project = $project AND timestamp >= $since
)
