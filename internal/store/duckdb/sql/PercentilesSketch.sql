-- Percentiles of every vital for each key, from log-spaced bins as in DDSketch (https://arxiv.org/abs/1908.10693):
-- bin i holds the values in (gamma^(i-1), gamma^i], and its centre is within the relative error of each of them.
-- 0 has no logarithm and is a bin of its own. The two bins around a rank are interpolated as quantile_cont does.
WITH readings AS (
  SELECT
    0 /*key*/ AS key,
    unnest(['lcp', 'inp', 'cls', 'fcp', 'ttfb', 'fid']) AS vital,
    unnest([lcp, inp, cls, fcp, ttfb, fid]) AS value
  FROM metrics
  WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/ AND true /*keys*/
),
bins AS (
  SELECT key, vital, CASE WHEN value > 0 THEN ceil(ln(value) / ln($gamma)) END AS bin, count(*) AS n
  FROM readings
  WHERE value IS NOT NULL
  GROUP BY ALL
),
centres AS (
  SELECT key, vital, n, CASE WHEN bin IS NULL THEN 0 ELSE 2 * $gamma ^ bin / ($gamma + 1) END AS centre
  FROM bins
),
cumulated AS (
  SELECT
    key, vital, centre,
    sum(n) OVER (PARTITION BY key, vital ORDER BY centre) AS upto,
    sum(n) OVER (PARTITION BY key, vital) AS samples
  FROM centres
),
ranked AS (
  SELECT
    key, vital, samples, percentile, percentile * (samples - 1) AS rank,
    min(centre) FILTER (WHERE upto > floor(percentile * (samples - 1))) AS below,
    min(centre) FILTER (WHERE upto > ceil(percentile * (samples - 1))) AS above
  FROM cumulated, (SELECT unnest([0.5, 0.75, 0.9, 0.95, 0.99])::DOUBLE AS percentile)
  GROUP BY key, vital, samples, percentile
)
SELECT
  key, vital, samples::BIGINT AS samples,
  list(below + (above - below) * (rank - floor(rank)) ORDER BY percentile) AS percentiles
FROM ranked
GROUP BY key, vital, samples
