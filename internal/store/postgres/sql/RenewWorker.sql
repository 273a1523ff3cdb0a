INSERT INTO workers (id, until) VALUES (@worker, clock_timestamp() + @life::interval)
ON CONFLICT (id) DO UPDATE SET until = excluded.until
