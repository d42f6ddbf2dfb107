import type { ActContext } from "../../domain/actor";
import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import { redactJson } from "../../domain/card-number";
import { auditContentHash } from "../audit/content-hash";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { insertRows } from "./insert-rows";

export interface AuditEvent {
  /** `<resource>.<action>`: `booking.issued`, `customer.created`. */
  readonly type: string;
  readonly targetType: string;
  /** Public id. */
  readonly targetId: string;
  readonly payload: Readonly<Record<string, JsonValue>>;
}

/** Writes audit rows in the commit they describe, each with the SHA-256 of all it says. */
export async function writeAudit(
  transaction: PartnerTransaction,
  context: ActContext,
  events: readonly AuditEvent[],
  at: string,
): Promise<void> {
  const rows = events.map((event) => toRow(transaction.partner, context, event, at));
  await insertRows(transaction, "audit_logs", rows);
}

function toRow(partner: string, context: ActContext, event: AuditEvent, at: string) {
  const content = {
    public_id: newId("auditLog"),
    event_type: event.type,
    actor_type: context.actor.type,
    actor_id: context.actor.id,
    target_entity_type: event.targetType,
    target_entity_id: event.targetId,
    event_payload: redactJson(canonicalJson(event.payload)),
    request_id: context.requestId ?? null,
    ip_address: context.ipAddress ?? null,
    user_agent: context.userAgent?.slice(0, 400) ?? null,
    workflow_id: context.workflowId ?? null,
    trace_id: context.traceId ?? null,
    created_at: toMicroseconds(at),
  };
  return { ...content, content_hash: auditContentHash(partner, content) };
}

/** As the column will give it back: the hash is checked against what is stored. */
function toMicroseconds(at: string): string {
  const [seconds = "", fraction = ""] = at.split(".");
  return `${seconds}.${fraction.padEnd(6, "0")}`;
}
