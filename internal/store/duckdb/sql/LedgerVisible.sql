-- What can be seen, counted from the rows. An empty project means all of them.
SELECT
  (
    SELECT count(page_view_ts) + count(lcp_ts) + count(inp_ts) + count(cls_ts) + count(fcp_ts) + count(ttfb_ts) + count(fid_ts)
    FROM metrics WHERE $project = '' OR project = $project
  )
  + (SELECT count(*) FROM js_errors WHERE $project = '' OR project = $project)
  + (SELECT count(*) FROM events WHERE $project = '' OR project = $project) AS visible,
  (SELECT count(*) FROM dead_letters WHERE $project = '' OR project = $project) AS dead_lettered
