SELECT pg_advisory_xact_lock(hashtext('paceline'), hashtext('leases'))
