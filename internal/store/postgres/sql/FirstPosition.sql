-- The zero position has no row.
INSERT INTO positions (partition, log, seq) VALUES (@partition, @to_log, @to_seq)
ON CONFLICT DO NOTHING
