SELECT log, seq FROM positions WHERE partition = @partition
