SELECT project FROM ledger
UNION SELECT project FROM websites
UNION SELECT project FROM dead_letters
ORDER BY project
