import type { Expression, ExpressionBuilder, Selectable, SqlBool } from "kysely";

import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import { type KeptExchange, keptExchangeContext } from "../../domain/supplier-call";
import type { KeyRing } from "../encryption/key-ring";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

type RequestRow = Selectable<Database["supplier_request_log"]>;
type CallRow = Selectable<Database["supplier_calls"]>;

/** What a supplier was asked to do for a booking, and how that ended. */
export interface SupplierRequestRecord {
  readonly publicId: string;
  readonly gdsProviderCode: string;
  readonly operation: string;
  readonly state: RequestRow["state"];
  readonly workflowId: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly code: string | null;
  readonly text: string | null;
  readonly sentAt: string;
  readonly settledAt: string | null;
}

/** One HTTP exchange. */
export interface SupplierCallRecord {
  readonly publicId: string;
  readonly gdsProviderCode: string;
  readonly operation: string;
  readonly attempt: number;
  readonly outcome: CallRow["outcome"];
  readonly sentAt: string;
  readonly durationMs: number;
  readonly expiresAt: string;
  /** Null once it is erased. */
  readonly exchange: KeptExchange | null;
}

export interface SupplierRequestDetails extends SupplierRequestRecord {
  /** Those of its attempt, in their order. */
  readonly calls: readonly SupplierCallRecord[];
  /** Of the same workflow, by attempts that did not ask to act: how things stand. The last ones. */
  readonly reads: readonly SupplierCallRecord[];
}

export interface SupplierRequestFilter {
  readonly state?: RequestRow["state"];
  readonly operation?: string;
}

const readsMax = 20;

/** Newest first. */
export async function listSupplierRequests(
  { db }: PartnerDatabase,
  bookingPublicId: string,
  filter: SupplierRequestFilter,
  page: PageRequest,
): Promise<Page<SupplierRequestRecord>> {
  let query = db
    .selectFrom("supplier_request_log")
    .selectAll()
    .where("public_id", "is not", null)
    .where((eb) => ofBooking(eb, bookingPublicId));
  if (filter.state) query = query.where("state", "=", filter.state);
  if (filter.operation) query = query.where("operation", "=", filter.operation);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "supplier_request_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("supplier_request_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toRequest,
    key: (row) => ({ createdAt: row.created_at, id: row.supplier_request_id }),
  });
}

/** With what went over the wire; refuses a request of another booking (NOT_FOUND). */
export async function getSupplierRequest(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  { booking, request }: { readonly booking: string; readonly request: string },
): Promise<SupplierRequestDetails> {
  const row = await scope.db
    .selectFrom("supplier_request_log")
    .selectAll()
    .where("public_id", "=", request)
    .where((eb) => ofBooking(eb, booking))
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such request to a supplier.");
  const [calls, reads] = await Promise.all([
    selectCalls(scope, row.workflow_run_id)
      .where("activity_id", "=", activityOf(row.step))
      .where("attempt", "=", row.attempt)
      .orderBy("supplier_call_id")
      .execute(),
    listReads(scope, row.workflow_run_id),
  ]);
  const open = (call: CallRow) => toCall(scope, keyRing, call);
  return { ...toRequest(row), calls: calls.map(open), reads: reads.map(open) };
}

export async function getSupplierCall(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  publicId: string,
): Promise<SupplierCallRecord> {
  const row = await scope.db
    .selectFrom("supplier_calls")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such call to a supplier.");
  return toCall(scope, keyRing, row);
}

function ofBooking(
  eb: ExpressionBuilder<Database, "supplier_request_log">,
  bookingPublicId: string,
): Expression<SqlBool> {
  return eb.or([
    eb(
      "booking_id",
      "=",
      eb
        .selectFrom("bookings")
        .select("bookings.booking_id")
        .where("bookings.public_id", "=", bookingPublicId),
    ),
    // What was held before the booking was in the books, and let go of where it never came there.
    eb("idempotency_key", "in", [`hold:${bookingPublicId}`, `drop:${bookingPublicId}`]),
  ]);
}

function selectCalls({ db }: PartnerDatabase, workflowRunId: string) {
  return db.selectFrom("supplier_calls").selectAll().where("workflow_run_id", "=", workflowRunId);
}

async function listReads(scope: PartnerDatabase, workflowRunId: string): Promise<CallRow[]> {
  const requests = await scope.db
    .selectFrom("supplier_request_log")
    .select(["step", "attempt"])
    .where("workflow_run_id", "=", workflowRunId)
    .execute();
  const rows = await selectCalls(scope, workflowRunId)
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("activity_id", "attempt"),
        "not in",
        requests.map(({ step, attempt }) => tuple(activityOf(step), attempt)),
      ),
    )
    .orderBy("supplier_call_id", "desc")
    .limit(readsMax)
    .execute();
  return rows.toReversed();
}

/** A step is the operation and the activity that asks for it. */
function activityOf(step: string): string {
  return step.slice(step.lastIndexOf(":") + 1);
}

function toRequest(row: RequestRow): SupplierRequestRecord {
  return {
    publicId: row.public_id ?? "",
    gdsProviderCode: row.gds_provider_code,
    operation: row.operation,
    state: row.state,
    workflowId: row.workflow_id,
    attempt: row.attempt,
    idempotencyKey: row.idempotency_key,
    code: row.outcome_code,
    text: row.outcome_text,
    sentAt: toInstant(row.sent_at),
    settledAt: row.settled_at === null ? null : toInstant(row.settled_at),
  };
}

function toCall(scope: PartnerDatabase, keyRing: KeyRing, row: CallRow): SupplierCallRecord {
  const sealed = row.exchange_encrypted;
  return {
    publicId: row.public_id,
    gdsProviderCode: row.gds_provider_code,
    operation: row.operation,
    attempt: row.attempt,
    outcome: row.outcome,
    sentAt: toInstant(row.sent_at),
    durationMs: row.duration_ms,
    expiresAt: toInstant(row.expires_at),
    exchange:
      sealed === null
        ? null
        : readOwnJson<KeptExchange>(
            keyRing.decrypt(sealed, keptExchangeContext(scope.partner)).toString(),
          ),
  };
}
