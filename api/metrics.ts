import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type ApiMetrics = ReturnType<typeof createApiMetrics>;

/** RED for each route, and what the API alone can tell of the domain. No label names a partner. */
export function createApiMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestDuration: new Histogram({
      name: "http_server_request_duration_seconds",
      help: "Time from a request to the end of its answer",
      labelNames: ["method", "route", "status_class"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      registers,
    }),
    activeRequests: new Gauge({
      name: "http_server_active_requests",
      help: "Requests being answered",
      registers,
    }),
    errors: new Counter({
      name: "http_server_errors_total",
      help: "Problems answered, by code",
      labelNames: ["code"],
      registers,
    }),
    idempotency: new Counter({
      name: "tb_idempotency_total",
      help: "Requests with an Idempotency-Key, by what became of the key",
      labelNames: ["result"],
      registers,
    }),
    operationPhase: new Histogram({
      name: "tb_operation_phase_seconds",
      help: "Time of a request's parts: before its workflow, and in it",
      labelNames: ["phase"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    rateLimited: new Counter({
      name: "tb_rate_limited_total",
      help: "Requests refused for their number, by the policy that refused",
      labelNames: ["policy"],
      registers,
    }),
    rateLimitUnknown: new Counter({
      name: "tb_rate_limit_unknown_total",
      help: "Requests whose limits could not be read because Redis did not answer",
      labelNames: ["outcome"],
      registers,
    }),
    authenticationFailures: new Counter({
      name: "tb_authn_failures_total",
      help: "Requests without a token that proves who calls",
      labelNames: ["reason"],
      registers,
    }),
  };
}
