import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

/** Where a supplier is paid to, without the account's number. */
export interface BankDetailsRecord {
  readonly bankDetailsId: number;
  /** Null of those that were kept before they had one. */
  readonly publicId: string | null;
  /** Public id. */
  readonly supplierId: string;
  readonly bankName: string;
  readonly accountHolderName: string;
  readonly lastFour: string;
  readonly bankIdentifier: string | null;
  readonly currency: string;
  readonly isCurrent: boolean;
  /** Null where nobody has approved them. */
  readonly approvedAt: string | null;
  readonly version: number;
  readonly createdAt: string;
}

/** Newest first: the current ones, those before, and those that wait or were not approved. */
export async function listBankDetails(
  scope: PartnerDatabase,
  supplierId: string,
  page: PageRequest,
): Promise<Page<BankDetailsRecord>> {
  let query = select(scope).where("supplier.public_id", "=", supplierId);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("details.created_at", "details.supplier_bank_detail_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("details.created_at", "desc")
    .orderBy("details.supplier_bank_detail_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toRecord,
    key: (row) => ({ createdAt: row.created_at, id: row.supplier_bank_detail_id }),
  });
}

export async function lockBankDetails(
  transaction: PartnerTransaction,
  publicId: string,
): Promise<BankDetailsRecord> {
  const row = await select(transaction)
    .where("details.public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such bank details.");
  return toRecord(row);
}

/** Those in force of the same supplier and currency. */
export async function findCurrentBankDetails(
  scope: PartnerDatabase,
  { supplierId, currency }: Pick<BankDetailsRecord, "supplierId" | "currency">,
): Promise<BankDetailsRecord | undefined> {
  const row = await select(scope)
    .where("supplier.public_id", "=", supplierId)
    .where("details.account_currency", "=", currency)
    .where("details.is_current", "=", 1)
    .executeTakeFirst();
  return row && toRecord(row);
}

function select({ db }: PartnerDatabase | PartnerTransaction) {
  return db
    .selectFrom("supplier_bank_details as details")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "details.supplier_id")
    .selectAll("details")
    .select("supplier.public_id as supplier_public_id");
}

function toRecord(
  row: Awaited<ReturnType<ReturnType<typeof select>["executeTakeFirstOrThrow"]>>,
): BankDetailsRecord {
  return {
    bankDetailsId: row.supplier_bank_detail_id,
    publicId: row.public_id,
    supplierId: row.supplier_public_id,
    bankName: row.bank_name,
    accountHolderName: row.account_holder_name,
    lastFour: row.account_number_last_four,
    bankIdentifier: row.bank_identifier,
    currency: row.account_currency,
    isCurrent: row.is_current === 1,
    approvedAt: row.approved_at && toInstant(row.approved_at),
    version: row.version,
    createdAt: toInstant(row.created_at),
  };
}
