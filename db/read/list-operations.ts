import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { sql } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { OperationRecord } from "./get-operation";
import { providerOfOrder, selectOperations, toOperation } from "./get-operation";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface OwnBranches {
  readonly keys: ReadonlySet<number>;
  readonly publicIds: ReadonlySet<string>;
}

export interface OperationFilter {
  readonly status?: OperationRecord["status"];
  readonly kind?: string;
  readonly resourceId?: string;
  /** Why a person is asked. */
  readonly reason?: string;
  /** Of bookings at this supplier, and of its orders that are in none. */
  readonly gdsProviderCode?: string;
  /** Of bookings in these branches, and what was done to the books of these alone. */
  readonly among?: OwnBranches;
}

/** Newest first. */
export async function listOperations(
  { db }: PartnerDatabase,
  filter: OperationFilter,
  page: PageRequest,
): Promise<Page<OperationRecord>> {
  let query = selectOperations(db).where((eb) => eb.and(conditions(eb, filter)));
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("operations.created_at", "operations.operation_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("operations.created_at", "desc")
    .orderBy("operations.operation_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toOperation,
    key: (row) => ({ createdAt: row.created_at, id: row.operation_id }),
  });
}

export interface AttentionCount {
  readonly reason: string;
  readonly kind: string;
  readonly count: number;
  /** The longest wait among them. */
  readonly oldestSince: string;
}

/** How many operations ask a person, by reason and kind. */
export async function countAttentions(
  { db }: PartnerDatabase,
  filter: Pick<OperationFilter, "among">,
): Promise<AttentionCount[]> {
  const rows = await db
    .selectFrom("operations")
    .select(({ fn }) => [
      "attention_reason",
      "operation_kind",
      fn.countAll<number>().as("count"),
      fn.min("updated_at").as("oldest"),
    ])
    .where((eb) => eb.and(conditions(eb, { ...filter, status: "needs_attention" })))
    .groupBy(["attention_reason", "operation_kind"])
    .orderBy("attention_reason")
    .orderBy("operation_kind")
    .execute();
  return rows.map((row) => ({
    reason: row.attention_reason ?? "",
    kind: row.operation_kind,
    count: row.count,
    oldestSince: toInstant(row.oldest),
  }));
}

function conditions(
  eb: ExpressionBuilder<Database, "operations">,
  { status, kind, resourceId, reason, gdsProviderCode, among }: OperationFilter,
): Expression<SqlBool>[] {
  const bookings = eb.selectFrom("bookings").select("bookings.public_id");
  return [
    ...(status ? [eb("operations.status", "=", status)] : []),
    ...(kind ? [eb("operations.operation_kind", "=", kind)] : []),
    ...(resourceId ? [eb("operations.resource_public_id", "=", resourceId)] : []),
    ...(reason ? [eb("operations.attention_reason", "=", reason)] : []),
    ...(gdsProviderCode
      ? [
          eb.or([
            eb.and([
              eb("operations.resource_type", "=", "booking"),
              eb(
                "operations.resource_public_id",
                "in",
                bookings
                  .innerJoin("booking_pnrs", "booking_pnrs.booking_id", "bookings.booking_id")
                  .where("booking_pnrs.gds_provider_code", "=", gdsProviderCode)
                  .where("booking_pnrs.is_current", "=", 1),
              ),
            ]),
            eb.and([
              eb("operations.resource_type", "=", "supplier_order"),
              eb(providerOfOrder, "=", gdsProviderCode),
            ]),
          ]),
        ]
      : []),
    ...(among
      ? [
          eb.or([
            eb.and([
              eb("operations.resource_type", "=", "booking"),
              eb(
                "operations.resource_public_id",
                "in",
                bookings.where("bookings.branch_id", "in", [...among.keys]),
              ),
            ]),
            isOfBranches(among),
          ]),
        ]
      : []),
  ];
}

/** What names no branches is of the whole partner. */
function isOfBranches({ publicIds }: OwnBranches): Expression<SqlBool> {
  const own = JSON.stringify([...publicIds]);
  return sql<SqlBool>`JSON_CONTAINS(${own}, JSON_EXTRACT(operations.request_payload, ${"$.branches"}))`;
}
