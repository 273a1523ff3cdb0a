SELECT make_day(@fact, day) FROM unnest(@days::date[]) AS day
