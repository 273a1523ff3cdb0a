SELECT
  count(*) AS views
  , count(*) FILTER (WHERE lcp <= @lcp_good), count(*) FILTER (WHERE lcp > @lcp_good AND lcp <= @lcp_poor), count(*) FILTER (WHERE lcp > @lcp_poor)
  , count(*) FILTER (WHERE inp <= @inp_good), count(*) FILTER (WHERE inp > @inp_good AND inp <= @inp_poor), count(*) FILTER (WHERE inp > @inp_poor)
  , count(*) FILTER (WHERE cls <= @cls_good), count(*) FILTER (WHERE cls > @cls_good AND cls <= @cls_poor), count(*) FILTER (WHERE cls > @cls_poor)
  , count(*) FILTER (WHERE fcp <= @fcp_good), count(*) FILTER (WHERE fcp > @fcp_good AND fcp <= @fcp_poor), count(*) FILTER (WHERE fcp > @fcp_poor)
  , count(*) FILTER (WHERE ttfb <= @ttfb_good), count(*) FILTER (WHERE ttfb > @ttfb_good AND ttfb <= @ttfb_poor), count(*) FILTER (WHERE ttfb > @ttfb_poor)
  , count(*) FILTER (WHERE fid <= @fid_good), count(*) FILTER (WHERE fid > @fid_good AND fid <= @fid_poor), count(*) FILTER (WHERE fid > @fid_poor)
FROM metrics
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/
