-- Page views are stamped at most a day before they arrive; @since spares looking at older ones.
SELECT greatest(
  (SELECT max(arrived) FROM metrics   WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project)) AND timestamp >= @since),
  (SELECT max(arrived) FROM js_errors WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project)) AND timestamp >= @since),
  (SELECT max(arrived) FROM events    WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project)) AND timestamp >= @since)
)
