import type { Selectable } from "kysely";

import type { Money } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface CustomerRecord {
  readonly publicId: string;
  readonly code: string;
  readonly type: Selectable<Database["customers"]>["customer_type"];
  readonly displayName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly taxNumber: string | null;
  readonly languageCode: string;
  readonly paymentTermsDays: number;
  readonly creditLimit: Money | null;
  readonly status: Selectable<Database["customers"]>["status"];
  readonly metadata: Readonly<Record<string, string>>;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function getCustomer(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<CustomerRecord> {
  const row = await db
    .selectFrom("customers")
    .selectAll()
    .where("public_id", "=", publicId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such customer.");
  return toCustomer(row);
}

/** The same with its key, held until the transaction ends. */
export async function lockCustomer(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<CustomerRecord & { readonly customerId: number }> {
  const row = await db
    .selectFrom("customers")
    .selectAll()
    .where("public_id", "=", publicId)
    .where("deleted_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such customer.");
  return { ...toCustomer(row), customerId: row.customer_id };
}

export interface CustomerFilter {
  readonly code?: string;
  readonly email?: string;
  readonly status?: CustomerRecord["status"];
}

/** Newest first. */
export async function listCustomers(
  { db }: PartnerDatabase,
  filter: CustomerFilter,
  page: PageRequest,
): Promise<Page<CustomerRecord>> {
  let query = db.selectFrom("customers").selectAll().where("deleted_at", "is", null);
  if (filter.code) query = query.where("customer_code", "=", filter.code);
  if (filter.email) query = query.where("email", "=", filter.email);
  if (filter.status) query = query.where("status", "=", filter.status);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "customer_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("customer_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toCustomer,
    key: (row) => ({ createdAt: row.created_at, id: row.customer_id }),
  });
}

function toCustomer(row: Selectable<Database["customers"]>): CustomerRecord {
  return {
    publicId: row.public_id,
    code: row.customer_code,
    type: row.customer_type,
    displayName: row.display_name,
    email: row.email,
    phone: row.phone,
    taxNumber: row.tax_number,
    languageCode: row.language_code,
    paymentTermsDays: row.payment_terms_days,
    creditLimit:
      row.credit_limit_amount === null || row.credit_limit_currency === null
        ? null
        : toMoney(row.credit_limit_amount, row.credit_limit_currency),
    status: row.status,
    metadata: row.metadata === null ? {} : readOwnJson<Record<string, string>>(row.metadata),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
