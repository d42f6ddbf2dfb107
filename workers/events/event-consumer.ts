import type { Redis } from "ioredis";
import type { Logger } from "pino";

import type { StreamedEvent } from "../../db/events/event-stream";
import {
  acknowledgeEvents,
  claimAbandonedEvents,
  ensureConsumerGroup,
  readEvents,
} from "../../db/events/event-stream";
import type { Loop } from "../leader-loop";
import { startLoop } from "../leader-loop";

const blockMs = 1_000;
/** Longer than a batch takes: whoever holds an event that long is dead. */
const abandonedAfterMs = 5_000;
const claimEveryMs = 1_000;

/** What one group of consumers does with the events, each of which it is given at least once. */
export interface EventHandler {
  readonly group: string;
  readonly batchMax: number;
  /** The group was not there: at the very first start, or Redis has lost its data. */
  onGroupCreated?(): Promise<void>;
  /** Acknowledges the events once nothing is left to do with them; else they come again. */
  handle(events: readonly StreamedEvent[], acknowledge: () => Promise<void>): Promise<void>;
}

/** Hands the events of the stream to one group's handler, those of a consumer that died too. */
export function startEventConsumer(
  parts: {
    /** Its own connection: reading blocks it. */
    readonly redis: Redis;
    readonly consumer: string;
    readonly logger: Logger;
  },
  handler: EventHandler,
): Loop {
  const { redis, consumer } = parts;
  const { group, batchMax: countMax } = handler;
  const handle = async (events: readonly StreamedEvent[]) => {
    if (events.length === 0) return;
    await handler.handle(events, () => acknowledgeEvents(redis, group, events));
  };
  let claimedAt = 0;
  return startLoop(parts.logger, `consumer of events: ${group}`, async () => {
    if (await ensureConsumerGroup(redis, group)) await handler.onGroupCreated?.();
    if (Date.now() - claimedAt > claimEveryMs) {
      claimedAt = Date.now();
      const reader = { group, consumer, idleMs: abandonedAfterMs, countMax };
      await handle(await claimAbandonedEvents(redis, reader));
    }
    await handle(await readEvents(redis, { group, consumer, blockMs, countMax }));
  });
}
