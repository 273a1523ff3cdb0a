SELECT partition, log, seq FROM positions
