/**
 * The generic cell rate algorithm over several quotas at once: a request that one of them refuses
 * takes of none. Each key holds the theoretical arrival time in microseconds of Redis's own clock,
 * so that no caller's clock counts; one script, so that nothing comes between reading and writing.
 *
 * KEYS: one for each quota. ARGV, for each: how many requests are taken (0 looks only), the
 * microseconds between two of them, and those of its window.
 * Answers with the number of the quota that refuses (0: none), and for each quota how many
 * requests are left, and the microseconds until one more fits (0 where one does) and until all do.
 */
export const takeScript = `
local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local refused, arrivals = 0, {}
for i, key in ipairs(KEYS) do
  local interval, window = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  arrivals[i] = math.max(tonumber(redis.call("GET", key) or now), now)
  if refused == 0 and arrivals[i] + interval - now > window then refused = i end
end
local answer = { refused }
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[3 * i - 2])
  local interval, window = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  if refused == 0 and cost > 0 then
    arrivals[i] = arrivals[i] + cost * interval
    redis.call("SET", key, string.format("%.0f", arrivals[i]), "PX",
      math.max(1, math.ceil((arrivals[i] - now) / 1000)))
  end
  local used = arrivals[i] - now
  answer[#answer + 1] = math.max(0, math.floor((window - used) / interval))
  answer[#answer + 1] = math.max(0, math.ceil(used + interval - window))
  answer[#answer + 1] = math.ceil(used)
end
return answer
`;
