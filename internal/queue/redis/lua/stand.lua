-- Tells where the partition stands: its log id, its last sequence, the last one trimmed, its bytes, and what it has
-- accepted of the project ARGV[2], of all when that is empty.
local id = identify()
local known = redis.call('HMGET', meta, 'seq', 'trimmedTo', 'bytes', 'accepted')
local events = known[4]
if ARGV[2] ~= '' then
  events = redis.call('HGET', accepted, ARGV[2])
end
return {id, tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0), tonumber(events or 0)}
