-- Everything that is committed, and so can be seen, stands before this place of the write-ahead log.
SELECT system_identifier, pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint
FROM pg_control_system()
