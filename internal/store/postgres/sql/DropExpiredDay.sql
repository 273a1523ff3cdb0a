SELECT drop_expired_day()
