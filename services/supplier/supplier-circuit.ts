import { randomInt } from "node:crypto";

import type { Redis } from "ioredis";

import type { CallHealth, SupplierGate } from "../../domain/supplier-gate";
import { within } from "../within";
import { admitScript, recordScript } from "./circuit-scripts";
import {
  answerMaxMs,
  behindProbeMs,
  type CircuitOwner,
  circuitWindowMs,
  keyOf,
} from "./supplier-health";

/** Of the calls in the window, in percent: so many failed ones open the circuit. */
const failedPercent = 50;
/** A probe that is not heard of any more makes room for another. */
const probeMs = 130_000;
/** An opening that follows an opening lasts twice as long, up to this. */
const openMsMax = 300_000;
/** After Redis has failed it is left alone for this long. */
const restMs = 1_000;

export interface CircuitSettings {
  /** Calls in a minute before they are judged; 0 never holds anything back. */
  readonly callsMin: number;
  /** How long nothing is asked after the circuit has opened. */
  readonly openMs: number;
}

export interface CircuitObserver {
  onOpened(gdsProviderCode: string): void;
  onHeldBack(gdsProviderCode: string): void;
}

/** The gate of each partner to each supplier. */
export type OpenGate = (of: CircuitOwner) => SupplierGate;

/**
 * Circuit breakers in Redis, one for each partner and supplier, the same for all processes. Without
 * Redis every call is let through: it holds work back and decides nothing.
 */
export function createSupplierCircuits(
  redis: Redis,
  settings: CircuitSettings,
  observer: CircuitObserver = { onOpened: () => undefined, onHeldBack: () => undefined },
): OpenGate {
  let restsUntil = 0;
  const ask = async <T>(question: () => Promise<T>): Promise<T | undefined> => {
    if (Date.now() < restsUntil) return undefined;
    try {
      return await within(answerMaxMs, question());
    } catch {
      restsUntil = Date.now() + restMs;
      return undefined;
    }
  };

  const admit = async (of: CircuitOwner) => {
    const answer = await ask(async () =>
      redis.eval(admitScript, 1, keyOf(of), probeMs, behindProbeMs, circuitWindowMs),
    );
    const [verdict = "closed", waitMs = 0] = readReply(answer);
    if (verdict !== "open") return { kind: "admitted", isProbe: verdict === "probe" } as const;
    observer.onHeldBack(of.gdsProviderCode);
    return { kind: "heldBack", waitMs: Number(waitMs) + randomInt(1_000) } as const;
  };

  return (of) => ({
    admit: async () => (settings.callsMin === 0 ? { kind: "admitted", isProbe: false } : admit(of)),
    record: async ({ isProbe }, health) => {
      if (settings.callsMin === 0) return;
      const answer = await ask(async () =>
        redis.eval(recordScript, 1, keyOf(of), ...toArguments(health, isProbe, settings)),
      );
      if (readReply(answer)[0] === "opened") observer.onOpened(of.gdsProviderCode);
    },
  });
}

function toArguments(
  health: CallHealth,
  isProbe: boolean,
  { callsMin, openMs }: CircuitSettings,
): (string | number)[] {
  const retryAfterMs = health.kind === "limited" ? health.retryAfterMs : 0;
  return [
    health.kind,
    isProbe ? 1 : 0,
    Math.ceil(retryAfterMs),
    callsMin,
    failedPercent,
    circuitWindowMs,
    openMs,
    openMsMax,
  ];
}

function readReply(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
