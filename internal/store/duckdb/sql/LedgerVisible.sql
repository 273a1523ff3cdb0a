-- What can be seen beside page views, counted from the rows. An empty project means all of them.
SELECT
  (SELECT count(*) FROM js_errors WHERE $project = '' OR project = $project)
  + (SELECT count(*) FROM events WHERE $project = '' OR project = $project) AS visible,
  (SELECT count(*) FROM dead_letters WHERE $project = '' OR project = $project) AS dead_lettered
