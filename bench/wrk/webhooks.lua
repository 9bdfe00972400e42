-- Webhooks for wrk: each thread sends the requests of its own file, one after the other, each once.
--
--   wrk … -s webhooks.lua URL -- FOLDER [WAIT_MS]
--
-- WAIT_MS: how long a connection waits before its next request, on average. The waits are exponentially distributed, so
-- that many connections together send like people do and not like a drum. Without it each sends as fast as it is answered.

local threads = {}

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

function init(arguments)
   requests = assert(io.open(arguments[1] .. "/" .. number .. ".requests", "rb"))
   requests:setvbuf("full", 1024 * 1024)
   wait = tonumber(arguments[2] or "0")
   rounds = 0
   math.randomseed(number + 1)
   if wait == 0 then
      delay = nil
   end
end

function request()
   local length = requests:read(8)
   if not length then
      -- What comes now was sent before: whoever removes duplicates is no longer measured fairly.
      rounds = rounds + 1
      requests:seek("set", 0)
      length = requests:read(8)
   end
   return requests:read(tonumber(length))
end

function delay()
   return math.floor(-math.log(1 - math.random()) * wait + 0.5)
end

function done(summary, latency, _)
   local rounds = 0
   for _, thread in ipairs(threads) do
      rounds = math.max(rounds, thread:get("rounds"))
   end
   local errors = summary.errors
   print(string.format(
      '{"requests":%d,"rps":%.1f,"errors":%d,"repeated":%s,"p50_ms":%.3f,"p99_ms":%.3f,"p999_ms":%.3f}',
      summary.requests, summary.requests / summary.duration * 1e6,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout, tostring(rounds > 0),
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000))
end
