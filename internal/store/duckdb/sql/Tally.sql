-- Shows every page view to the function tally. Both counts must be the same.
SELECT count(*) AS views, count(tally(page_id /*key*/, lcp /*vitals*/, weight)) AS met
FROM metrics
WHERE project = $project AND timestamp >= $from AND timestamp < $to AND true /*filters*/
