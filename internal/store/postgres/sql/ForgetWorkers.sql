-- Those whose time is over, and one that says good-bye. Their leases go with them.
DELETE FROM workers WHERE until < clock_timestamp() OR id = @leaving
