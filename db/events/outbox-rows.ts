import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { Database } from "../generated/database";

/** An event as the relay hands it on. */
export interface StoredEvent {
  readonly outboxEventId: number;
  readonly eventId: string;
  readonly partner: string;
  readonly type: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly payload: string;
  readonly traceContext: string | null;
  readonly occurredAt: string;
}

const batchMax = 500;

/**
 * Events that nobody has taken up: never published, or published so long ago that the stream must
 * have lost them. In the order they were committed in for each aggregate.
 */
export async function listEventsToPublish(
  system: Kysely<Database>,
  republishAfterSeconds: number,
): Promise<StoredEvent[]> {
  const rows = await system
    .selectFrom("outbox_events")
    .innerJoin("partners", "partners.partner_id", "outbox_events.partner_id")
    .select([
      "outbox_events.outbox_event_id",
      "outbox_events.public_id",
      "partners.public_id as partner",
      "outbox_events.event_type",
      "outbox_events.aggregate_type",
      "outbox_events.aggregate_id",
      "outbox_events.event_payload",
      "outbox_events.trace_context",
      "outbox_events.occurred_at",
    ])
    .where("outbox_events.dispatched_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("outbox_events.published_at", "is", null),
        eb(
          "outbox_events.published_at",
          "<",
          sql<string>`UTC_TIMESTAMP(6) - INTERVAL ${republishAfterSeconds} SECOND`,
        ),
      ]),
    )
    .orderBy("outbox_events.outbox_event_id")
    .limit(batchMax)
    .execute();
  return rows.map((row) => ({
    outboxEventId: row.outbox_event_id,
    eventId: row.public_id,
    partner: row.partner,
    type: row.event_type,
    aggregateType: row.aggregate_type,
    aggregateId: row.aggregate_id,
    payload: row.event_payload,
    traceContext: row.trace_context,
    occurredAt: row.occurred_at,
  }));
}

export async function markPublished(
  system: Kysely<Database>,
  events: readonly StoredEvent[],
): Promise<void> {
  await mark(system, "published_at", events);
}

/** The workflows that the events call for have been started: nothing is left to do with them. */
export async function markDispatched(
  system: Kysely<Database>,
  events: readonly StoredEvent[],
): Promise<void> {
  await mark(system, "dispatched_at", events);
}

/** Has everything that nobody has taken up published again: its stream is gone. */
export async function forgetPublished(system: Kysely<Database>): Promise<void> {
  await system
    .updateTable("outbox_events")
    .set({ published_at: null })
    .where("dispatched_at", "is", null)
    .execute();
}

async function mark(
  system: Kysely<Database>,
  column: "published_at" | "dispatched_at",
  events: readonly StoredEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await system
    .updateTable("outbox_events")
    .set({ [column]: sql<string>`UTC_TIMESTAMP(6)` })
    .where(
      "outbox_event_id",
      "in",
      events.map(({ outboxEventId }) => outboxEventId),
    )
    .execute();
}

/** Seconds since the oldest event was committed that nobody has taken up; 0 when there is none. */
export async function getOldestEventAge(system: Kysely<Database>): Promise<number> {
  const row = await system
    .selectFrom("outbox_events")
    .select(
      sql<string>`COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(occurred_at), UTC_TIMESTAMP(6)), 0) / 1000000`.as(
        "age",
      ),
    )
    .where("dispatched_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.age);
}
