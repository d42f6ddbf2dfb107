import { setTimeout as delay } from "node:timers/promises";

import type { Redis } from "ioredis";
import type { Logger } from "pino";

import type { AdvisoryLock } from "../../db/events/advisory-lock";
import { tryAdvisoryLock } from "../../db/events/advisory-lock";
import { publishEvents } from "../../db/events/event-stream";
import { listEventsToPublish, markPublished } from "../../db/events/outbox-rows";
import type { DatabaseHandle } from "../../db/pool";

const idleMs = 100;
const standbyMs = 1_000;
const afterFaultMs = 1_000;
/** An event that was published and not taken up by then was lost with the stream. */
const republishAfterSeconds = 20;

export interface Loop {
  stop(): Promise<void>;
}

/**
 * Publishes what commits have left in the outbox, in order. One relay works in all processes; the
 * others stand by. An event leaves the outbox only when its consumers have taken it up, so a Redis
 * that lost everything loses nothing.
 */
export function startOutboxRelay(parts: {
  readonly database: DatabaseHandle;
  readonly redis: Redis;
  readonly logger: Logger;
}): Loop {
  return startLoop(parts.logger, "outbox relay", async (running) => {
    const { database } = parts.database.address;
    const lock = await tryAdvisoryLock(parts.database.pool.promise(), `${database}:outbox`);
    if (lock === undefined) {
      await delay(standbyMs);
      return;
    }
    try {
      await relayWhileHeld(parts, lock, running);
    } finally {
      await lock.release();
    }
  });
}

async function relayWhileHeld(
  { database, redis }: { readonly database: DatabaseHandle; readonly redis: Redis },
  lock: AdvisoryLock,
  running: () => boolean,
): Promise<void> {
  let checkedAt = Date.now();
  while (running()) {
    const events = await listEventsToPublish(database.system, republishAfterSeconds);
    if (events.length > 0) {
      await publishEvents(redis, events);
      await markPublished(database.system, events);
    } else {
      await delay(idleMs);
    }
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
