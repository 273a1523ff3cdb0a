UPDATE positions SET log = @to_log, seq = @to_seq
WHERE partition = @partition AND log = @from_log AND seq = @from_seq
