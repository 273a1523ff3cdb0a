#!lua
-- Keeps an entry: KEYS are the scope's generation and the entry; ARGV[1] is a fresh generation, should the scope have none,
-- [2] the value, [3] for how long (ms). The generation lives as long as the longest of its entries.
local generation = redis.call('GET', KEYS[1])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[1], generation, 'PX', ARGV[3])
elseif redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('SET', KEYS[2], generation .. ARGV[2], 'PX', ARGV[3])
