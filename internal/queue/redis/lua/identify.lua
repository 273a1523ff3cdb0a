-- Stands before the other scripts. KEYS are always meta, index, entries, accepted, trimmed; ARGV[1] is a fresh log id.
local meta, index, entries, accepted, trimmed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

-- reign returns what is never again as it is, once entries may be missing: the run of the server, which a restart ends, and
-- may have brought an older disk; and the replication id, which a promotion changes. A server that was replaced, came
-- back as a replica without its last entries, and was promoted in turn, is still in the same run.
local function reign()
  local info = redis.call('INFO', 'server', 'replication')
  return string.match(info, 'run_id:(%x+)') .. string.match(info, 'master_replid:(%x+)')
end

-- identify returns the partition's log id. Under another reign sequences could be used again. So the first who comes then
-- gives the partition a new id, under which it has accepted what is still here.
local function identify()
  local run = reign()
  local known = redis.call('HMGET', meta, 'run', 'id')
  if known[1] == run then
    return known[2]
  end
  local gone = redis.call('HGETALL', trimmed)
  for i = 1, #gone, 2 do
    if redis.call('HINCRBY', accepted, gone[i], 0 - tonumber(gone[i + 1])) <= 0 then
      redis.call('HDEL', accepted, gone[i])
    end
  end
  redis.call('DEL', trimmed)
  redis.call('HINCRBY', meta, 'accepted', 0 - tonumber(redis.call('HGET', meta, 'trimmed') or 0))
  redis.call('HDEL', meta, 'trimmed')
  redis.call('HSET', meta, 'run', run, 'id', ARGV[1])
  return ARGV[1]
end

-- held is what the partition has taken of its share of the cap, in bytes.
local function held()
  return tonumber(redis.call('HGET', meta, 'bytes') or 0)
end

-- footprint is about what an entry takes, in bytes: its records, its line in the index, and Redis's own for both.
local function footprint(records, projects)
  return records + projects + 256
end
