-- Counts entries: ARGV[2] the sequence to begin behind, [3] the last one, [4] a project, or empty for all, [5] the most
-- entries. The answer is the entries, the events, when the first was appended (µs), and the last sequence seen.
local count, events, oldest, last = 0, 0, '', ARGV[2]
local page = redis.call('XRANGE', index, '(' .. ARGV[2] .. '-0', ARGV[3] .. '-0', 'COUNT', ARGV[5])
for _, entry in ipairs(page) do
  local fields = entry[2]
  count = count + 1
  if oldest == '' then
    oldest = fields[2]
  end
  if ARGV[4] == '' then
    events = events + tonumber(fields[4])
  else
    events = events + (cjson.decode(fields[8])[ARGV[4]] or 0)
  end
  last = string.match(entry[1], '^(%d+)')
end
return {count, events, oldest, last}
