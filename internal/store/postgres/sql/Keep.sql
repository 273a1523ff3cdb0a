UPDATE retention SET keep = @keep
