SELECT project, log, seq, arrived, reason, event
FROM dead_letters
WHERE rowid >= $from AND rowid < $to
ORDER BY rowid
