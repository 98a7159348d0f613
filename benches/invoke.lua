-- What wrk sends: the body is the argument after `--`, the headers come by -H.

function init(args)
  wrk.method = "POST"
  wrk.body = args[1]
end

-- The last line of the output, for `compare.py`; a run with errors is no measurement.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "errors": %d}\n',
    summary.requests,
    summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
