SELECT
  session_id, count(*) AS views, min(timestamp) AS started, max(timestamp) AS last_seen,
  (array_agg(pages.id ORDER BY timestamp))[1] AS page_id,
  (array_agg(pages.path ORDER BY timestamp))[1] AS path,
  (array_agg(website ORDER BY timestamp))[1] AS website,
  coalesce((array_agg(device_type ORDER BY timestamp DESC))[1], '') AS device_type,
  coalesce((array_agg(browser ORDER BY timestamp DESC))[1], '') AS browser,
  coalesce((array_agg(os ORDER BY timestamp DESC))[1], '') AS os,
  coalesce((array_agg(country ORDER BY timestamp DESC))[1], '') AS country,
  coalesce((array_agg(connection ORDER BY timestamp DESC))[1], '') AS connection,
  coalesce((array_agg(language ORDER BY timestamp DESC))[1], '') AS language,
  coalesce((array_agg(release ORDER BY timestamp DESC))[1], '') AS release,
  (array_agg(bot ORDER BY timestamp DESC))[1] AS bot,
  max(lcp), max(inp), max(cls), max(fcp), max(ttfb), max(fid)
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.project = @project AND timestamp >= @from AND timestamp < @to AND session_id = ANY(@sessions)
GROUP BY session_id
