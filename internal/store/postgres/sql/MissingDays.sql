SELECT day FROM unnest(@days::date[]) AS day
WHERE to_regclass(@fact || to_char(day, '_YYYYMMDD')) IS NULL
