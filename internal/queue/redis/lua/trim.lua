-- Forgets entries from the oldest: ARGV[2] the log id and [3] the sequence of the last that may go, [4] the time (µs)
-- before which they were appended, [5] the most entries, [6] now (µs), which with [4] is told by the caller's clock. The answer
-- is how many went.
if identify() ~= ARGV[2] then
  return 0
end
local now = redis.call('TIME')
local ahead = now[1] * 1000000 + now[2] - ARGV[6]
if math.abs(ahead) < 1000000 then -- the caller's way here takes time, too
  ahead = 0
end
local before = ARGV[4] + ahead
local gone, last, bytes, events, projects = 0, 0, 0, 0, {}
for _, entry in ipairs(redis.call('XRANGE', index, '-', ARGV[3] .. '-0', 'COUNT', ARGV[5])) do
  local fields = entry[2]
  if tonumber(fields[2]) >= before then
    break
  end
  gone, last = gone + 1, tonumber(string.match(entry[1], '^(%d+)'))
  events = events + tonumber(fields[4])
  bytes = bytes + footprint(tonumber(fields[6]), #fields[8])
  for project, n in pairs(cjson.decode(fields[8])) do
    projects[project] = (projects[project] or 0) + n
  end
end
if gone == 0 then
  return 0
end
redis.call('XTRIM', index, 'MINID', string.format('%d-0', last + 1))
redis.call('XTRIM', entries, 'MINID', string.format('%d-0', last + 1))
redis.call('HINCRBY', meta, 'bytes', 0 - bytes)
redis.call('HINCRBY', meta, 'trimmed', events)
redis.call('HSET', meta, 'trimmedTo', last)
for project, n in pairs(projects) do
  redis.call('HINCRBY', trimmed, project, n)
end
return gone
