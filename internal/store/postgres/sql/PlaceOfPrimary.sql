-- Everything that is committed, and so can be seen, stands before this place of the write-ahead log.
SELECT system_identifier, ('x' || substr(pg_walfile_name(place), 1, 8))::bit(32)::bigint, pg_wal_lsn_diff(place, '0/0')::bigint
FROM pg_control_system(), pg_current_wal_flush_lsn() AS place
