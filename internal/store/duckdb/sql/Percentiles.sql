-- Exact percentiles of every vital, interpolated between raw values, for each key.
SELECT
  0 /*key*/ AS key,
  count(lcp) AS lcp_samples, quantile_cont(lcp, [0.5, 0.75, 0.9, 0.95, 0.99]) AS lcp,
  count(inp) AS inp_samples, quantile_cont(inp, [0.5, 0.75, 0.9, 0.95, 0.99]) AS inp,
  count(cls) AS cls_samples, quantile_cont(cls, [0.5, 0.75, 0.9, 0.95, 0.99]) AS cls,
  count(fcp) AS fcp_samples, quantile_cont(fcp, [0.5, 0.75, 0.9, 0.95, 0.99]) AS fcp,
  count(ttfb) AS ttfb_samples, quantile_cont(ttfb, [0.5, 0.75, 0.9, 0.95, 0.99]) AS ttfb,
  count(fid) AS fid_samples, quantile_cont(fid, [0.5, 0.75, 0.9, 0.95, 0.99]) AS fid
FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/ AND true /*keys*/
GROUP BY key
