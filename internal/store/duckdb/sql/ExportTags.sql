SELECT project, dimension, value
FROM tag_values
WHERE rowid >= $from AND rowid < $to
ORDER BY rowid
