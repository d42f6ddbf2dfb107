import { setTimeout as delay } from "node:timers/promises";

import type { Logger } from "pino";

import type { AdvisoryLock } from "../db/events/advisory-lock";
import { tryAdvisoryLock } from "../db/events/advisory-lock";
import type { DatabaseHandle } from "../db/pool";

const standbyMs = 1_000;
const afterFaultMs = 1_000;

export interface Loop {
  stop(): Promise<void>;
}

/**
 * Runs a step over and over in one of all processes; the others stand by for it. The step returns
 * how much it did: after nothing it rests for `idleMs`.
 */
export function startLeaderLoop(
  { database, logger }: { readonly database: DatabaseHandle; readonly logger: Logger },
  work: {
    /** Of the lock, within the database. */
    readonly lock: string;
    readonly name: string;
    readonly idleMs: number;
    readonly step: () => Promise<number>;
  },
): Loop {
  return startLoop(logger, work.name, async (running) => {
    const name = `${database.address.database}:${work.lock}`;
    const lock = await tryAdvisoryLock(database.pool.promise(), name);
    if (lock === undefined) {
      await delay(standbyMs);
      return;
    }
    try {
      await workWhileHeld(work, lock, running);
    } finally {
      await lock.release();
    }
  });
}

async function workWhileHeld(
  { step, idleMs }: { readonly step: () => Promise<number>; readonly idleMs: number },
  lock: AdvisoryLock,
  running: () => boolean,
): Promise<void> {
  let checkedAt = Date.now();
  while (running()) {
    if ((await step()) === 0) await delay(idleMs);
    if (Date.now() - checkedAt > standbyMs) {
      if (!(await lock.isHeld())) return;
      checkedAt = Date.now();
    }
  }
}

/** Runs a step over and over until it is stopped; a fault is logged, waited out and tried again. */
export function startLoop(
  logger: Logger,
  name: string,
  step: (running: () => boolean) => Promise<void>,
): Loop {
  let stopped = false;
  const running = () => !stopped;
  const run = async () => {
    while (running()) {
      try {
        await step(running);
      } catch (error) {
        if (!running()) return;
        logger.warn({ err: error }, `${name} failed; it goes on in a moment`);
        await delay(afterFaultMs);
      }
    }
  };
  const finished = run();
  return {
    stop: async () => {
      stopped = true;
      await finished;
    },
  };
}
