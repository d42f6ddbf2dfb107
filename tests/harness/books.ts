import type { ApiClient } from "./api-client";
import { supplierControl } from "./supplier-control";
import type { TestApp } from "./test-app";

/** How a sale has ended, or where it waits for a person. */
export type SaleEnd = "issued" | "not issued" | "needs attention";

export interface Sale {
  readonly bookingId: string;
  readonly recordLocator: string;
}

interface State {
  readonly booking: string;
  readonly issuanceEntries: number;
  readonly openIntents: number;
  readonly ticketsInBooks: readonly string[];
  readonly waiting: readonly string[];
  readonly issuedAudits: number;
  readonly issuedEvents: number;
}

/**
 * What must hold after every issuance, however it went: the books have the supplier's tickets and
 * no others, one entry or none, and no question to the supplier is open unless a person is asked.
 */
export async function assertBooksAndSupplierAgree(
  app: TestApp,
  { bookingId, recordLocator }: Sale,
  end: SaleEnd,
): Promise<void> {
  const atSupplier = await supplierControl(app).liveDocuments(recordLocator);
  const state = await readState(app, bookingId);
  if (end === "needs attention") {
    expect(state).toMatchObject({
      booking: "HELD",
      issuanceEntries: 0,
      ticketsInBooks: [],
      waiting: ["needs_attention"],
      issuedEvents: 0,
    });
    return;
  }
  const isIssued = end === "issued";
  expect(state).toEqual({
    booking: isIssued ? "ISSUED" : "HELD",
    issuanceEntries: isIssued ? 1 : 0,
    openIntents: 0,
    ticketsInBooks: isIssued ? atSupplier : [],
    waiting: [],
    issuedAudits: isIssued ? 1 : 0,
    issuedEvents: isIssued ? 1 : 0,
  });
  expect(atSupplier.length > 0).toBe(isIssued);
  await assertEntryBalances(app, bookingId);
}

async function readState({ database }: TestApp, bookingId: string): Promise<State> {
  const { system } = database;
  const booking = await system
    .selectFrom("bookings")
    .select(["booking_id", "state"])
    .where("public_id", "=", bookingId)
    .executeTakeFirstOrThrow();
  const entries = await system
    .selectFrom("journal_entries")
    .select("posting_key")
    .where("posting_key", "=", `issue:${bookingId}`)
    .execute();
  const intents = await system
    .selectFrom("supplier_request_log")
    .select("supplier_request_id")
    .where("booking_id", "=", booking.booking_id)
    .where("state", "in", ["pending", "unknown"])
    .execute();
  const tickets = await system
    .selectFrom("booking_tickets")
    .select("ticket_number")
    .where("booking_id", "=", booking.booking_id)
    .where("status", "=", "ISSUED")
    .orderBy("ticket_number")
    .execute();
  const operations = await system
    .selectFrom("operations")
    .select("status")
    .where("resource_public_id", "=", bookingId)
    .where("operation_kind", "=", "booking.issue")
    .where("status", "in", ["running", "needs_attention"])
    .execute();
  const audits = await system
    .selectFrom("audit_logs")
    .select("audit_log_id")
    .where("target_entity_id", "=", bookingId)
    .where("event_type", "=", "booking.issued")
    .execute();
  const events = await system
    .selectFrom("outbox_events")
    .select("outbox_event_id")
    .where("aggregate_id", "=", bookingId)
    .where("event_type", "=", "booking.issued")
    .execute();
  return {
    booking: booking.state,
    issuanceEntries: entries.length,
    openIntents: intents.length,
    ticketsInBooks: tickets.map((row) => row.ticket_number),
    waiting: operations.map(({ status }) => status),
    issuedAudits: audits.length,
    issuedEvents: events.length,
  };
}

async function assertEntryBalances({ database }: TestApp, bookingId: string): Promise<void> {
  const rows = await database.system
    .selectFrom("journal_entry_lines")
    .innerJoin(
      "journal_entries",
      "journal_entries.journal_entry_id",
      "journal_entry_lines.journal_entry_id",
    )
    .select(["side"])
    .select(({ fn }) => fn.sum<string>("functional_amount").as("total"))
    .where("posting_key", "=", `issue:${bookingId}`)
    .groupBy("side")
    .orderBy("side")
    .execute();
  const [credits, debits] = rows;
  expect(credits?.total).toBe(debits?.total);
}

export interface AuditedAct {
  readonly type: string;
  readonly actor: string | null;
  readonly payload: Record<string, unknown>;
}

/** What the audit log tells of a booking, oldest first. */
export async function auditOf({ database }: TestApp, bookingId: string): Promise<AuditedAct[]> {
  const rows = await database.system
    .selectFrom("audit_logs")
    .select(["event_type", "actor_id", "event_payload"])
    .where("target_entity_id", "=", bookingId)
    .orderBy("audit_log_id")
    .execute();
  return rows.map((row) => ({
    type: row.event_type,
    actor: row.actor_id,
    payload: JSON.parse(row.event_payload) as Record<string, unknown>,
  }));
}

/** Public id of the token that a client speaks as: the part that is looked up is in its text. */
export async function tokenIdOf({ database }: TestApp, token: string): Promise<string> {
  const [, , keyId = ""] = token.split("_");
  const row = await database.system
    .selectFrom("personal_access_tokens")
    .select("public_id")
    .where("key_id", "=", keyId)
    .executeTakeFirstOrThrow();
  return row.public_id;
}

export interface OperationBody {
  readonly id: string;
  readonly kind: string;
  readonly status: "running" | "succeeded" | "failed" | "needs_attention" | "cancelled";
  readonly done: boolean;
  readonly stage: string;
  readonly stages: readonly { readonly stage: string; readonly at: string }[];
  readonly attention: {
    readonly reason: string;
    readonly text: string;
    readonly since: string;
    readonly actions: readonly string[];
  } | null;
  readonly workflow_id: string;
  readonly result: Record<string, unknown> | null;
  readonly error: { readonly code: string; readonly detail: string } | null;
  readonly version: number;
}

/** The operation that issues a booking; fails where there is not exactly one of this status. */
export async function operationOf(
  client: ApiClient,
  bookingId: string,
  status: OperationBody["status"],
): Promise<OperationBody> {
  const { body } = await client.get<{ data: OperationBody[] }>(
    `/v1/operations?kind=booking.issue&resource_id=${bookingId}&status=${status}`,
  );
  const [operation, ...others] = body.data;
  if (operation === undefined || others.length > 0) {
    throw new Error(`${body.data.length} operations of ${bookingId} are ${status}`);
  }
  return operation;
}
