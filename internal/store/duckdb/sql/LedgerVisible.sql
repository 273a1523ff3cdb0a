-- What can be seen, counted from the rows. An empty project means all of them.
-- Every column of metrics that ends in _ts is set when an event of its own is visible, but for the bounds of the view.
SELECT
  (
    SELECT list_sum(list_value(*COLUMNS(*)))::BIGINT
    FROM (
      SELECT count(COLUMNS(c -> c LIKE '%\_ts' ESCAPE '\' AND c NOT IN ('first_ts', 'last_ts')))
      FROM metrics WHERE $project = '' OR project = $project
    )
  )
  + (SELECT count(*) FROM js_errors WHERE $project = '' OR project = $project)
  + (SELECT count(*) FROM events WHERE $project = '' OR project = $project) AS visible,
  (SELECT count(*) FROM dead_letters WHERE $project = '' OR project = $project) AS dead_lettered
