-- Appends one entry: ARGV[2] the partition's cap in bytes, [3] the records, [4] the projects, [5] the events.
identify()
local size = footprint(#ARGV[3], #ARGV[4])
if held() + size > tonumber(ARGV[2]) then
  return redis.error_reply(string.format('FULL the partition holds %d bytes of at most %d', held(), ARGV[2]))
end
local seq = redis.call('HINCRBY', meta, 'seq', 1)
local id = string.format('%d-0', seq)
local now = redis.call('TIME')
-- The index comes second: cut off in between, it is an entry that nobody sees.
redis.call('XADD', entries, id, 'records', ARGV[3])
redis.call('XADD', index, id, 'appended', now[1] .. string.format('%06d', now[2]), 'events', ARGV[5], 'bytes', #ARGV[3], 'projects', ARGV[4])
redis.call('HINCRBY', meta, 'bytes', size)
redis.call('HINCRBY', meta, 'accepted', ARGV[5])
for project, events in pairs(cjson.decode(ARGV[4])) do
  redis.call('HINCRBY', accepted, project, events)
end
return seq
