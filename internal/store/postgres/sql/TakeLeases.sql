-- Partitions that nobody has, up to the share.
INSERT INTO leases (partition, worker)
SELECT free.partition, @worker FROM generate_series(0, @partitions::integer - 1) AS free (partition)
WHERE NOT EXISTS (SELECT 1 FROM leases WHERE leases.partition = free.partition)
ORDER BY free.partition
LIMIT greatest(0, @share::bigint - (SELECT count(*) FROM leases WHERE worker = @worker))
