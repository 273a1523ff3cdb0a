SELECT log, sum(processed)::BIGINT, sum(merged)::BIGINT, sum(deduplicated)::BIGINT, sum(deleted)::BIGINT
FROM ledger
WHERE $project = '' OR project = $project
GROUP BY log
