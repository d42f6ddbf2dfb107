import type { Redis } from "ioredis";

import { within } from "../within";

/** Calls are counted for this long, then anew. */
export const circuitWindowMs = 60_000;
/** Behind a probe one looks again after this time and up to a second more. */
export const behindProbeMs = 1_500;
/** Redis is asked no longer than this. */
export const answerMaxMs = 250;

export interface CircuitOwner {
  readonly partner: string;
  readonly gdsProviderCode: string;
}

/** `open`: requests are held back; `half_open`: one finds out whether it answers again. */
export const circuitStates = ["closed", "open", "half_open", "unknown"] as const;

export interface SupplierHealth {
  /** `unknown` where Redis does not answer: then nothing is held back. */
  readonly state: (typeof circuitStates)[number];
  /** In the minute that is counted; 0 where none is. */
  readonly calls: number;
  readonly failures: number;
  /** How long nothing is asked yet; null where something may be. */
  readonly retryInMs: number | null;
}

const unknownHealth: SupplierHealth = { state: "unknown", calls: 0, failures: 0, retryInMs: null };

/** How a supplier has answered a partner of late, and whether requests are held back. */
export async function readSupplierHealth(redis: Redis, of: CircuitOwner): Promise<SupplierHealth> {
  try {
    const names = ["openUntil", "probeUntil", "calls", "failures", "since"] as const;
    return toHealth(await within(answerMaxMs, redis.hmget(keyOf(of), ...names)), Date.now());
  } catch {
    return unknownHealth;
  }
}

function toHealth(fields: readonly (string | null)[], nowMs: number): SupplierHealth {
  const [openUntil = 0, probeUntil = 0, calls = 0, failures = 0, since = 0] = fields.map(Number);
  const counts = nowMs - since < circuitWindowMs ? { calls, failures } : { calls: 0, failures: 0 };
  if (openUntil === 0) return { state: "closed", ...counts, retryInMs: null };
  if (nowMs < openUntil) return { state: "open", ...counts, retryInMs: openUntil - nowMs };
  return { state: "half_open", ...counts, retryInMs: probeUntil > nowMs ? behindProbeMs : null };
}

export function keyOf({ partner, gdsProviderCode }: CircuitOwner): string {
  return `partner:${partner}:supplier-circuit:${gdsProviderCode}`;
}
