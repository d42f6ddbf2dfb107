/**
 * The circuit of one supplier is a hash: `since`, `calls` and `failures` of the window that runs;
 * `openUntil`, where it is not closed; `probeUntil`, while a probe is under way; `openings`, one
 * after the other. Times are Redis' own, in milliseconds.
 */
const clock = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local function get(name) return tonumber(redis.call('HGET', KEYS[1], name) or '0') end
`;

/** ARGV: how long a probe may take, the wait behind one, the window. */
export const admitScript = `${clock}
local openUntil = get('openUntil')
if openUntil == 0 then return {'closed', 0} end
if now < openUntil then return {'open', openUntil - now} end
if now < get('probeUntil') then return {'open', tonumber(ARGV[2])} end
redis.call('HSET', KEYS[1], 'probeUntil', now + tonumber(ARGV[1]))
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[1]) + 10 * tonumber(ARGV[3]))
return {'probe', 0}
`;

/**
 * ARGV: health, whether it was the probe, Retry-After, fewest calls to judge by, percent of failed
 * ones that opens, window, how long it stays open, and at most.
 */
export const recordScript = `${clock}
local health, isProbe, retryAfter = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3])
local callsMin, percent, window = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local openMs, openMsMax = tonumber(ARGV[7]), tonumber(ARGV[8])
local function open(ms)
  local wasClosed = get('openUntil') == 0
  redis.call('HSET', KEYS[1], 'openUntil', math.max(get('openUntil'), now + ms), 'probeUntil', 0)
  redis.call('PEXPIRE', KEYS[1], ms + 10 * window)
  return {wasClosed and 'opened' or 'open'}
end
if health == 'neither' then
  if isProbe then redis.call('HSET', KEYS[1], 'probeUntil', 0) end
  return {'same'}
end
if health == 'limited' then return open(retryAfter) end
if get('openUntil') > 0 then
  if not isProbe then return {'same'} end
  if health == 'answered' then
    redis.call('DEL', KEYS[1])
    return {'closed'}
  end
  local openings = redis.call('HINCRBY', KEYS[1], 'openings', 1)
  return open(math.min(openMs * 2 ^ openings, openMsMax))
end
if now - get('since') >= window then
  redis.call('HSET', KEYS[1], 'since', now, 'calls', 0, 'failures', 0)
end
local calls = redis.call('HINCRBY', KEYS[1], 'calls', 1)
local failures = redis.call('HINCRBY', KEYS[1], 'failures', health == 'failed' and 1 or 0)
redis.call('PEXPIRE', KEYS[1], 10 * window)
if calls >= callsMin and failures * 100 >= percent * calls then return open(openMs) end
return {'same'}
`;
