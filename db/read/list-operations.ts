import type { PartnerDatabase } from "../partner-scope";
import type { OperationRecord } from "./get-operation";
import { toOperation } from "./get-operation";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface OperationFilter {
  readonly status?: OperationRecord["status"];
  readonly kind?: string;
  readonly resourceId?: string;
  /** Of bookings in these branches alone, by key. */
  readonly among?: ReadonlySet<number>;
}

/** Newest first. */
export async function listOperations(
  { db }: PartnerDatabase,
  filter: OperationFilter,
  page: PageRequest,
): Promise<Page<OperationRecord>> {
  let query = db.selectFrom("operations").selectAll();
  if (filter.status) query = query.where("status", "=", filter.status);
  if (filter.kind) query = query.where("operation_kind", "=", filter.kind);
  if (filter.resourceId) query = query.where("resource_public_id", "=", filter.resourceId);
  const { among } = filter;
  if (among) {
    query = query.where("resource_type", "=", "booking").where("resource_public_id", "in", (eb) =>
      eb
        .selectFrom("bookings")
        .select("bookings.public_id")
        .where("bookings.branch_id", "in", [...among]),
    );
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "operation_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("operation_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toOperation,
    key: (row) => ({ createdAt: row.created_at, id: row.operation_id }),
  });
}
