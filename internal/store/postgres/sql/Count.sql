-- Whether there are more page views than the limit, without counting them all, and how many of them have a weight.
SELECT count(*), count(weight) FROM (
  SELECT weight FROM metrics
  WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
    AND timestamp >= @from AND timestamp < @to AND true /*filters*/
  LIMIT @limit
) AS selected
