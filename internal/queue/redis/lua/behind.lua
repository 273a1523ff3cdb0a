-- Lists what stands behind a position: ARGV[2] its log id, [3] its sequence, [4] the most bytes of records, [5] the
-- most entries. The answer is the log id, the sequence the list begins behind, and for each entry its sequence, when it
-- was appended (µs), and its projects.
local id = identify()
local after = 0
if ARGV[2] == id then
  after = tonumber(ARGV[3])
end
local answer, total, from, most = {id, after}, 0, after, tonumber(ARGV[5])
while true do
  local page = redis.call('XRANGE', index, string.format('(%d-0', from), '+', 'COUNT', 256)
  for _, entry in ipairs(page) do
    local fields = entry[2]
    total = total + tonumber(fields[6])
    if #answer > 2 and (total > tonumber(ARGV[4]) or #answer >= 2 + 3 * most) then
      return answer
    end
    from = tonumber(string.match(entry[1], '^(%d+)'))
    answer[#answer + 1] = from
    answer[#answer + 1] = fields[2]
    answer[#answer + 1] = fields[8]
  end
  if #page < 256 then
    return answer
  end
end
