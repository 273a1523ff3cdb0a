-- How many page views are asked about: it decides between exact and sketched percentiles.
SELECT count(*) FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
