-- What is more than the share, the highest numbers first, and what the log does not have.
DELETE FROM leases WHERE worker = @worker AND partition NOT IN (
  SELECT partition FROM leases WHERE worker = @worker AND partition < @partitions::integer ORDER BY partition LIMIT @share::bigint
)
