UPDATE ledger SET
  processed    = ledger.processed    + tallies.processed,
  merged       = ledger.merged       + tallies.merged,
  deduplicated = ledger.deduplicated + tallies.deduplicated
FROM tallies
WHERE ledger.project = tallies.project AND ledger.log = tallies.log;

INSERT INTO ledger
SELECT project, log, processed, merged, deduplicated, 0 FROM tallies ANTI JOIN ledger USING (project, log);
