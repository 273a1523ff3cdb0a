-- No function tells the timeline that is replayed. What is being received tells at once, to who may see it, that another one
-- is followed; the control file does with the next restart point.
SELECT system_identifier,
  greatest((SELECT received_tli FROM pg_stat_wal_receiver), checkpoint.timeline_id, recovery.min_recovery_end_timeline)::bigint,
  pg_is_in_recovery(), coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint, 0)
FROM pg_control_system(), pg_control_checkpoint() AS checkpoint, pg_control_recovery() AS recovery
