-- What can be seen, counted from the rows. An empty project means all of them.
-- Every column of metrics that ends in _ts is set when an event of its own is visible, but for the bounds of the view.
SELECT
  (SELECT coalesce(sum(num_nonnulls(page_view_ts, lcp_ts, inp_ts, cls_ts, fcp_ts, ttfb_ts, fid_ts)), 0)
    FROM metrics WHERE @project = '' OR project = @project)
  + (SELECT count(*) FROM js_errors WHERE @project = '' OR project = @project)
  + (SELECT count(*) FROM events WHERE @project = '' OR project = @project) AS visible,
  (SELECT count(*) FROM dead_letters WHERE @project = '' OR project = @project) AS dead_lettered
