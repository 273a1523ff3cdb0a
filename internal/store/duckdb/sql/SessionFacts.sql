-- Sessions are given as the hexadecimal digits of their stored ids, because no list of BLOBs can be a parameter.
SELECT
  session_id, count(*) AS views, min(timestamp) AS started, max(timestamp) AS last_seen,
  arg_min(pages.id, timestamp) AS page_id, arg_min(pages.path, timestamp) AS path, arg_min(website, timestamp) AS website,
  arg_max(coalesce(device_type, ''), timestamp) AS device_type, arg_max(coalesce(browser, ''), timestamp) AS browser,
  arg_max(coalesce(os, ''), timestamp) AS os, arg_max(coalesce(country, ''), timestamp) AS country,
  arg_max(coalesce(connection, ''), timestamp) AS connection, arg_max(coalesce(language, ''), timestamp) AS language,
  arg_max(coalesce(release, ''), timestamp) AS release, arg_max(bot, timestamp) AS bot,
  NULL /*vitals*/
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.project = $project AND timestamp >= $from AND timestamp < $to
  AND session_id IN (SELECT unhex(id) FROM unnest($sessions::VARCHAR[]) AS asked(id))
GROUP BY session_id
