import type { Redis } from "ioredis";
import type { Logger } from "pino";

import { publishEvents } from "../../db/events/event-stream";
import { listEventsToPublish, markPublished } from "../../db/events/outbox-rows";
import type { DatabaseHandle } from "../../db/pool";
import type { Loop } from "../leader-loop";
import { startLeaderLoop } from "../leader-loop";

const idleMs = 100;
/** An event that was published and not taken up by then was lost with the stream. */
const republishAfterSeconds = 20;

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
  const { redis, database } = parts;
  return startLeaderLoop(parts, {
    lock: "outbox",
    name: "outbox relay",
    idleMs,
    step: async () => {
      const events = await listEventsToPublish(database.system, republishAfterSeconds);
      if (events.length > 0) {
        await publishEvents(redis, events);
        await markPublished(database.system, events);
      }
      return events.length;
    },
  });
}
