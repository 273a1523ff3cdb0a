SELECT events.*, pages.path
FROM events
JOIN pages ON pages.id = events.page_id
WHERE events.rowid >= $from AND events.rowid < $to
ORDER BY events.rowid
