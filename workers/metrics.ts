import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** What the workers tell of themselves and of the domain. No label names a partner. */
export function createWorkerMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    activityDuration: new Histogram({
      name: "tb_activity_duration_seconds",
      help: "Time of one attempt at an activity",
      labelNames: ["activity", "result"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    issuance: new Counter({
      name: "tb_issuance_total",
      help: "Issuances, by what the supplier step and the commit came to",
      labelNames: ["step", "result"],
      registers,
    }),
    contention: new Counter({
      name: "tb_db_deadlock_retries_total",
      help: "Transactions tried again after a deadlock or a lock wait",
      labelNames: ["errno"],
      registers,
    }),
    outboxAge: new Gauge({
      name: "tb_outbox_oldest_age_seconds",
      help: "Age of the oldest event that nobody has taken up",
      registers,
    }),
    unsealedAge: new Gauge({
      name: "tb_audit_unsealed_oldest_age_seconds",
      help: "Age of the oldest audit row that is in no chain yet",
      registers,
    }),
    circuitOpened: new Counter({
      name: "tb_supplier_circuit_opened_total",
      help: "How often a partner's requests to a supplier began to be held back",
      labelNames: ["provider"],
      registers,
    }),
    heldBack: new Counter({
      name: "tb_supplier_held_back_total",
      help: "Requests to a supplier that were held back",
      labelNames: ["provider"],
      registers,
    }),
    callsDropped: new Counter({
      name: "tb_supplier_calls_dropped_total",
      help: "Calls to suppliers of which nothing is kept: the queue was full, or the database refused",
      registers,
    }),
    unknownOutcomes: new Gauge({
      name: "tb_unknown_outcome_open",
      help: "Supplier requests whose outcome is not known",
      registers,
    }),
  };
}
