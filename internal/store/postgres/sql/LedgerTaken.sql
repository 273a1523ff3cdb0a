SELECT log, sum(processed)::bigint, sum(merged)::bigint, sum(deduplicated)::bigint, sum(deleted)::bigint
FROM ledger
WHERE @project = '' OR project = @project
GROUP BY log
