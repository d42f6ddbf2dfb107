import type { Selectable } from "kysely";

import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

type SupplierRow = Selectable<Database["suppliers"]>;

export interface SupplierRecord {
  readonly supplierId: number;
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
  readonly type: SupplierRow["supplier_type"];
  readonly settlementMode: SupplierRow["settlement_mode"];
  readonly revenueRole: SupplierRow["revenue_role"];
  readonly airlineCode: string | null;
  readonly status: SupplierRow["status"];
  /** `HH:mm`; null for the usual. */
  readonly voidCutOff: string | null;
  /** Null for the partner's. */
  readonly voidTimeZone: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface SupplierFilter {
  readonly code?: string;
  readonly airlineCode?: string;
  readonly type?: SupplierRecord["type"];
  readonly status?: SupplierRecord["status"];
}

/** Newest first. */
export async function listSuppliers(
  { db }: PartnerDatabase,
  { code, airlineCode, type, status }: SupplierFilter,
  page: PageRequest,
): Promise<Page<SupplierRecord>> {
  let query = db.selectFrom("suppliers").selectAll();
  if (code !== undefined) query = query.where("supplier_code", "=", code);
  if (airlineCode !== undefined) query = query.where("airline_code", "=", airlineCode);
  if (type !== undefined) query = query.where("supplier_type", "=", type);
  if (status !== undefined) query = query.where("status", "=", status);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "supplier_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("supplier_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toSupplier,
    key: (row) => ({ createdAt: row.created_at, id: row.supplier_id }),
  });
}

export async function getSupplier(
  scope: PartnerDatabase,
  publicId: string,
): Promise<SupplierRecord> {
  return orNotFound(await selectOne(scope, publicId).executeTakeFirst());
}

/** The same, held until the transaction ends. */
export async function lockSupplier(
  scope: PartnerTransaction,
  publicId: string,
): Promise<SupplierRecord> {
  return orNotFound(await selectOne(scope, publicId).forUpdate().executeTakeFirst());
}

function selectOne({ db }: PartnerDatabase, publicId: string) {
  return db.selectFrom("suppliers").selectAll().where("public_id", "=", publicId);
}

function orNotFound(row: SupplierRow | undefined): SupplierRecord {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such supplier.");
  return toSupplier(row);
}

function toSupplier(row: SupplierRow): SupplierRecord {
  return {
    supplierId: row.supplier_id,
    publicId: row.public_id,
    code: row.supplier_code,
    name: row.supplier_name,
    type: row.supplier_type,
    settlementMode: row.settlement_mode,
    revenueRole: row.revenue_role,
    airlineCode: row.airline_code,
    status: row.status,
    voidCutOff: row.void_cut_off_time?.slice(0, 5) ?? null,
    voidTimeZone: row.void_time_zone,
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
