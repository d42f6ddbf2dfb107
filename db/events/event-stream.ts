import type { Redis } from "ioredis";

import { readOwnJson } from "../../domain/own-json";
import type { StoredEvent } from "./outbox-rows";

/** One stream for all partners, so that one group of consumers serves them: not under `partner:`. */
const streamKey = "system:events";
const entriesMax = 100_000;

export interface StreamedEvent extends StoredEvent {
  readonly entryId: string;
}

export async function publishEvents(redis: Redis, events: readonly StoredEvent[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const event of events) {
    pipeline.xadd(streamKey, "MAXLEN", "~", entriesMax, "*", "event", JSON.stringify(event));
  }
  const results = await pipeline.exec();
  const failed = results?.find(([error]) => error !== null);
  if (failed?.[0]) throw failed[0];
}

/**
 * Creates the group where it is missing: at the very first start, and after Redis has lost its
 * data. Returns whether it was missing.
 */
export async function ensureConsumerGroup(redis: Redis, group: string): Promise<boolean> {
  try {
    await redis.xgroup("CREATE", streamKey, group, "0", "MKSTREAM");
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error;
    return false;
  }
}

/** New events for this consumer, waiting up to `blockMs` for the first. */
export async function readEvents(
  redis: Redis,
  reader: {
    readonly group: string;
    readonly consumer: string;
    readonly blockMs: number;
    readonly countMax: number;
  },
): Promise<StreamedEvent[]> {
  const reply = await redis.xreadgroup(
    "GROUP",
    reader.group,
    reader.consumer,
    "COUNT",
    reader.countMax,
    "BLOCK",
    reader.blockMs,
    "STREAMS",
    streamKey,
    ">",
  );
  return toEvents(reply);
}

/** Events that another consumer took and never acknowledged: it died. */
export async function claimAbandonedEvents(
  redis: Redis,
  reader: {
    readonly group: string;
    readonly consumer: string;
    readonly idleMs: number;
    readonly countMax: number;
  },
): Promise<StreamedEvent[]> {
  const reply = await redis.xautoclaim(
    streamKey,
    reader.group,
    reader.consumer,
    reader.idleMs,
    "0-0",
    "COUNT",
    reader.countMax,
  );
  return parseEntries(reply[1]);
}

export async function acknowledgeEvents(
  redis: Redis,
  group: string,
  events: readonly StreamedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await redis.xack(streamKey, group, ...events.map(({ entryId }) => entryId));
}

function toEvents(reply: unknown): StreamedEvent[] {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap((stream: unknown) => (Array.isArray(stream) ? parseEntries(stream[1]) : []));
}

/** `[[id, ["event", json]], …]`; an entry that was trimmed away has no fields. */
function parseEntries(entries: unknown): StreamedEvent[] {
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    if (!Array.isArray(entry) || !Array.isArray(entry[1])) return [];
    const fields: unknown[] = entry[1];
    const text = fields[fields.indexOf("event") + 1];
    if (typeof text !== "string" || !fields.includes("event")) return [];
    return [{ ...readOwnJson<StoredEvent>(text), entryId: String(entry[0]) }];
  });
}
