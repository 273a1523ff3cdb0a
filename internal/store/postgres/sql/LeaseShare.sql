-- How many partitions each worker has when they are dealt out in the order of the workers' names.
SELECT @partitions::integer / count(*) + (count(*) FILTER (WHERE id < @worker) < @partitions::integer % count(*))::integer
FROM workers
