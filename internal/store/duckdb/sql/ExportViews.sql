SELECT metrics.*, pages.path
FROM metrics
JOIN pages ON pages.id = metrics.page_id
WHERE metrics.rowid >= $from AND metrics.rowid < $to
ORDER BY metrics.rowid
