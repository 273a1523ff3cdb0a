-- Writes what nobody reads, in the way of an append: ARGV[2] is the partition's cap in bytes.
if held() >= tonumber(ARGV[2]) then
  return redis.error_reply(string.format('FULL the partition holds %d bytes of at most %d', held(), ARGV[2]))
end
return redis.call('HSET', meta, 'probed', redis.call('TIME')[1])
