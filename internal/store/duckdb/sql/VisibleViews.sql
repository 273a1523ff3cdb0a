-- The visible events of page views by UTC day, counted from the rows. An empty project means all of them.
-- Every column that ends in _ts is set when an event of its own is visible, but for the bounds of the view.
SELECT day, list_sum(list_value(*COLUMNS(* EXCLUDE day)))::BIGINT AS visible
FROM (
  SELECT
    epoch_ms(timestamp) // 86_400_000 AS day,
    count(COLUMNS(c -> c LIKE '%\_ts' ESCAPE '\' AND c NOT IN ('first_ts', 'last_ts')))
  FROM metrics
  WHERE ($project = '' OR project = $project) AND true /*windows*/
  GROUP BY day
)
