SELECT js_errors.*, pages.path
FROM js_errors
JOIN pages ON pages.id = js_errors.page_id
WHERE js_errors.rowid >= $from AND js_errors.rowid < $to
ORDER BY js_errors.rowid
