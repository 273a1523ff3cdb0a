SELECT
  count(*) AS views, coalesce(sum(coalesce(weight, 1)), 0) AS estimated
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE lcp <= @lcp_good), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE lcp > @lcp_good AND lcp <= @lcp_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE lcp > @lcp_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE inp <= @inp_good), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE inp > @inp_good AND inp <= @inp_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE inp > @inp_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE cls <= @cls_good), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE cls > @cls_good AND cls <= @cls_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE cls > @cls_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE fcp <= @fcp_good), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE fcp > @fcp_good AND fcp <= @fcp_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE fcp > @fcp_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE ttfb <= @ttfb_good), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE ttfb > @ttfb_good AND ttfb <= @ttfb_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE ttfb > @ttfb_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE fid <= @fid_good), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE fid > @fid_good AND fid <= @fid_poor), 0)
  , coalesce(sum(coalesce(weight, 1)) FILTER (WHERE fid > @fid_poor), 0)
FROM metrics
WHERE project = @project AND website_id = ANY(ARRAY(SELECT id FROM websites WHERE project = @project))
  AND timestamp >= @from AND timestamp < @to AND true /*filters*/
