#!lua
-- Draws tokens of one key, KEYS[1], which holds when (µs) all of them are back: ARGV[1] are those of a minute, [2] how many
-- are wanted; less than none are given back. Answers how many were granted, and how long (µs) until there is the next one.
local minute = 60000000
local each = minute / ARGV[1]
local wanted = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Never more than a minute: the clock may have been set back, or another server promoted.
local missing = math.min(math.max((tonumber(redis.call('GET', KEYS[1])) or 0) - now, 0), minute)
local there = math.max(math.floor((minute - missing) / each), 0)
local granted = math.min(wanted, there)
missing = missing + granted * each

if missing > 0 then
  redis.call('SET', KEYS[1], string.format('%.3f', now + missing), 'PX', math.ceil(missing / 1000))
else
  redis.call('DEL', KEYS[1])
end
local wait = 0
if granted < wanted then wait = math.max(math.ceil(missing + each - minute), 1) end
return {granted, wait}
