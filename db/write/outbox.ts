import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import { redactJson } from "../../domain/card-number";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";

export interface OutgoingEvent {
  readonly type: string;
  readonly aggregateType: string;
  /** Public id: events of one aggregate are delivered in the order they were written. */
  readonly aggregateId: string;
  /** Ids and states, no personal data: consumers read what they need. */
  readonly payload: Readonly<Record<string, JsonValue>>;
}

/** Leaves events in the commit that made them true; the relay publishes them. */
export async function writeOutbox(
  { db }: PartnerTransaction,
  events: readonly OutgoingEvent[],
  { at, traceparent }: { readonly at: string; readonly traceparent?: string | undefined },
): Promise<void> {
  await db
    .insertInto("outbox_events")
    .values(
      events.map((event) => ({
        public_id: newId("event"),
        event_type: event.type,
        aggregate_type: event.aggregateType,
        aggregate_id: event.aggregateId,
        event_payload: redactJson(canonicalJson(event.payload)),
        trace_context: traceparent ?? null,
        occurred_at: at,
      })),
    )
    .execute();
}
