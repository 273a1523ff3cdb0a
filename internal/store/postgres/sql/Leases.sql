SELECT partition FROM leases WHERE worker = @worker ORDER BY partition
