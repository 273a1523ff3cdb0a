-- Stands before the other scripts. KEYS are always meta, index, entries, accepted, trimmed; ARGV[1] is a fresh log id.
local meta, index, entries, accepted, trimmed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

-- reign returns what is never again as it is, once entries may be missing: the run of the server, which a restart ends, and
-- may have brought an older disk; and the replication id, which a promotion changes. A server that was replaced, came
-- back as a replica without its last entries, and was promoted in turn, is still in the same run.
local function reign()
  local info = redis.call('INFO', 'server', 'replication')
  return string.match(info, 'run_id:(%x+)') .. string.match(info, 'master_replid:(%x+)')
end

-- footprint is about what an entry takes, in bytes: its records, its line in the index, and Redis's own for both.
local function footprint(records, projects)
  return records + projects + 256
end

-- void uses up the sequence that a write which was cut short may have used: of its transaction Redis leaves the beginning
-- in the append-only file, and will run it before the next transaction when it reads the file again.
local function void(seq)
  local id = string.format('%d-0', seq)
  redis.call('HSET', meta, 'seq', seq)
  for _, stream in ipairs({index, entries}) do
    redis.call('XADD', stream, id, 'void', '')
    redis.call('XDEL', stream, id)
  end
end

-- replace sets a hash to what it is told, whatever it was when the file is read again. What changes nothing now is not
-- written to the file: so there is always a field to delete.
local function replace(hash, fields)
  redis.call('HSET', hash, '', 0)
  redis.call('DEL', hash)
  for field, value in pairs(fields) do
    redis.call('HSET', hash, field, value)
  end
end

-- take_stock counts what is here anew.
local function take_stock()
  local bytes, events, projects, from = 0, 0, {}, '-'
  repeat
    local page = redis.call('XRANGE', index, from, '+', 'COUNT', 256)
    for _, entry in ipairs(page) do
      local fields = entry[2]
      bytes = bytes + footprint(tonumber(fields[6]), #fields[8])
      events = events + tonumber(fields[4])
      for project, n in pairs(cjson.decode(fields[8])) do
        projects[project] = (projects[project] or 0) + n
      end
      from = '(' .. entry[1]
    end
  until #page < 256
  replace(accepted, projects)
  replace(trimmed, {})
  redis.call('HSET', meta, 'bytes', bytes, 'accepted', events, 'trimmed', 0)
end

-- identify returns the partition's log id. Under another reign sequences could be used again. So the first who comes then
-- gives the partition a new id, under which it has accepted what is still here.
local function identify()
  local run = reign()
  local known = redis.call('HMGET', meta, 'run', 'id', 'seq')
  if known[1] == run then
    return known[2]
  end
  void(tonumber(known[3] or 0) + 1)
  take_stock()
  redis.call('HSET', meta, 'run', run, 'id', ARGV[1])
  return ARGV[1]
end

-- held is what the partition has taken of its share of the cap, in bytes.
local function held()
  return tonumber(redis.call('HGET', meta, 'bytes') or 0)
end
