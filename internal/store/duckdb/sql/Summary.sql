SELECT
  count(*) AS views,
  count(DISTINCT session_id) AS sessions,
  count(*) FILTER (WHERE lcp <= $lcp_good) AS lcp_good, count(*) FILTER (WHERE lcp > $lcp_poor) AS lcp_poor,
  count(*) FILTER (WHERE inp <= $inp_good) AS inp_good, count(*) FILTER (WHERE inp > $inp_poor) AS inp_poor,
  count(*) FILTER (WHERE cls <= $cls_good) AS cls_good, count(*) FILTER (WHERE cls > $cls_poor) AS cls_poor,
  count(*) FILTER (WHERE fcp <= $fcp_good) AS fcp_good, count(*) FILTER (WHERE fcp > $fcp_poor) AS fcp_poor,
  count(*) FILTER (WHERE ttfb <= $ttfb_good) AS ttfb_good, count(*) FILTER (WHERE ttfb > $ttfb_poor) AS ttfb_poor,
  count(*) FILTER (WHERE fid <= $fid_good) AS fid_good, count(*) FILTER (WHERE fid > $fid_poor) AS fid_poor
FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
