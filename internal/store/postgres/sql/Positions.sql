-- Those of the log: a copy has a partition of its own, below 0.
SELECT partition, log, seq FROM positions WHERE partition >= 0
