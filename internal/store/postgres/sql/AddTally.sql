INSERT INTO ledger AS kept (project, log, partition, processed, merged, deduplicated)
SELECT project, @log, @partition, processed, merged, deduplicated
FROM unnest(@projects::text[], @processed::bigint[], @merged::bigint[], @deduplicated::bigint[])
  AS added (project, processed, merged, deduplicated)
ON CONFLICT (project, log, partition) DO UPDATE SET
  processed    = kept.processed    + excluded.processed,
  merged       = kept.merged       + excluded.merged,
  deduplicated = kept.deduplicated + excluded.deduplicated
