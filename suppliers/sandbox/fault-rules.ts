import { randomUUID } from "node:crypto";

import { z } from "zod";

import type { Delivery } from "./delivery";
import type { RecordStore } from "./record-store";

const delayMsSchema = z.number().int().min(0).max(3_600_000);

/** What a sandbox can be told to do instead of answering properly. */
const behaviourSchema = z.discriminatedUnion("kind", [
  /** Does the work at once and answers later. */
  z.strictObject({ kind: z.literal("delay"), delayMs: delayMsSchema }),
  /** Does nothing and never answers. */
  z.strictObject({ kind: z.literal("hang") }),
  z.strictObject({ kind: z.literal("workThenHang") }),
  z.strictObject({ kind: z.literal("resetBeforeWork") }),
  z.strictObject({ kind: z.literal("resetAfterWork") }),
  /** Does the work and closes the connection without a byte. */
  z.strictObject({ kind: z.literal("closeAfterWork") }),
  /** A status without a body, before any work. */
  z.strictObject({
    kind: z.literal("httpStatus"),
    status: z.number().int().min(400).max(599),
    retryAfterSeconds: z.number().int().min(0).optional(),
  }),
  /** Does the work; the answer is garbled, cut off, or written twice. */
  z.strictObject({ kind: z.literal("malformed") }),
  z.strictObject({ kind: z.literal("truncated") }),
  z.strictObject({ kind: z.literal("duplicate"), delayMs: delayMsSchema.default(0) }),
  /** The application says no, with a code and a text of its own. */
  z.strictObject({
    kind: z.literal("refuse"),
    code: z.string().max(60),
    text: z.string().max(200).default(""),
  }),
]);

const faultRuleSchema = z.strictObject({
  operation: z.string().max(60).default("*"),
  /** An order, an offer, a search or an idempotency key: what the journal calls the subject. */
  subject: z.string().max(200).optional(),
  /** How often it applies; for ever where nothing is said. */
  times: z.number().int().min(1).optional(),
  /** Lets this many matching requests through first. */
  skip: z.number().int().min(0).default(0),
  behaviour: behaviourSchema,
});

export type SandboxBehaviour = z.output<typeof behaviourSchema>;

export interface FaultRule extends z.output<typeof faultRuleSchema> {
  readonly id: string;
  /** Matching requests so far, those let through included. */
  readonly seen: number;
  readonly cleared: boolean;
}

export interface FaultRecords {
  readonly rule: FaultRule;
}

export function addFaultRule(store: RecordStore<FaultRecords>, input: unknown): FaultRule {
  const rule = { ...faultRuleSchema.parse(input), id: randomUUID(), seen: 0, cleared: false };
  store.put("rule", rule.id, rule);
  return rule;
}

/** The first rule that fits the request; each match is counted. */
export function takeFaultRule(
  store: RecordStore<FaultRecords>,
  asked: { readonly operation: string; readonly subjects: readonly string[] },
): FaultRule | undefined {
  const matching = store
    .list("rule")
    .filter(
      ({ operation, subject, times, skip, seen, cleared }) =>
        !cleared &&
        (times === undefined || seen < skip + times) &&
        (operation === "*" || operation === asked.operation) &&
        (subject === undefined || asked.subjects.includes(subject)),
    );
  for (const rule of matching) {
    store.put("rule", rule.id, { ...rule, seen: rule.seen + 1 });
    if (rule.seen >= rule.skip) return rule;
  }
  return undefined;
}

interface AppliedBehaviour {
  readonly isWorked: boolean;
  readonly delivery: Delivery;
}

function worked(delivery: Delivery): AppliedBehaviour {
  return { isWorked: true, delivery };
}

function idle(delivery: Delivery): AppliedBehaviour {
  return { isWorked: false, delivery };
}

/** Whether the work is done under a behaviour, and how the answer goes out. */
export function applyBehaviour(behaviour: SandboxBehaviour | undefined): AppliedBehaviour {
  switch (behaviour?.kind) {
    case undefined:
      return worked({ kind: "normal" });
    case "delay":
      return worked({ kind: "normal", delayMs: behaviour.delayMs });
    case "hang":
      return idle({ kind: "hang" });
    case "workThenHang":
      return worked({ kind: "hang" });
    case "resetBeforeWork":
      return idle({ kind: "reset" });
    case "resetAfterWork":
      return worked({ kind: "reset" });
    case "closeAfterWork":
      return worked({ kind: "close" });
    case "httpStatus": {
      const { status, retryAfterSeconds } = behaviour;
      const headers: Record<string, string> =
        retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };
      return idle({ kind: "status", status, headers });
    }
    case "malformed":
      return worked({ kind: "malformed" });
    case "truncated":
      return worked({ kind: "truncated" });
    case "duplicate":
      return worked({ kind: "duplicate", delayMs: behaviour.delayMs });
    case "refuse":
      return idle({ kind: "normal" });
  }
}
