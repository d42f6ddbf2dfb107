import type { Selectable } from "kysely";

import type { Money } from "../../domain/money";
import { parseMoney, toMoneyJson } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import type { OverrideTier } from "../../domain/posting/commission-rules";
import type { OverrideTerms } from "../../domain/posting/override-estimate";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface OverrideAgreement extends OverrideTerms {
  readonly agreementId: number;
  readonly publicId: string;
  readonly code: string;
  readonly supplierId: number;
  readonly supplier: string;
  readonly kind: Database["override_agreements"]["commission_kind"];
  readonly validFrom: string;
  readonly currency: string;
  readonly isActive: boolean;
  /** What of it was accrued by now. */
  readonly accrued: Money;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** As they are kept. */
export function formatTiers(tiers: readonly OverrideTier[]): string {
  return JSON.stringify(tiers.map(({ from, percent }) => ({ from: toMoneyJson(from), percent })));
}

/** Newest first. */
export async function listOverrideAgreements(
  scope: PartnerDatabase,
  { supplier }: { readonly supplier?: string | undefined },
  page: PageRequest,
): Promise<Page<OverrideAgreement>> {
  let query = selectAgreements(scope);
  if (supplier !== undefined) query = query.where("supplier.public_id", "=", supplier);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("agreement.created_at", "agreement.override_agreement_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("agreement.created_at", "desc")
    .orderBy("agreement.override_agreement_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toAgreement,
    key: (row) => ({ createdAt: row.created_at, id: row.override_agreement_id }),
  });
}

/** Those whose time has begun by a day, in the order of their making. */
export async function listBegunAgreements(
  scope: PartnerDatabase,
  through: string,
): Promise<OverrideAgreement[]> {
  const rows = await selectAgreements(scope)
    .where("agreement.valid_from", "<=", through)
    .orderBy("agreement.override_agreement_id")
    .execute();
  return rows.map(toAgreement);
}

export async function getOverrideAgreement(
  scope: PartnerDatabase,
  publicId: string,
): Promise<OverrideAgreement> {
  const row = await selectAgreements(scope)
    .where("agreement.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such agreement.", { id: publicId });
  return toAgreement(row);
}

/** The same, held until the transaction ends. */
export async function lockOverrideAgreement(
  transaction: PartnerTransaction,
  publicId: string,
): Promise<OverrideAgreement> {
  await transaction.db
    .selectFrom("override_agreements")
    .select("override_agreement_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .execute();
  return getOverrideAgreement(transaction, publicId);
}

function selectAgreements({ db }: PartnerDatabase) {
  return db
    .selectFrom("override_agreements as agreement")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "agreement.supplier_id")
    .selectAll("agreement")
    .select("supplier.public_id as supplier_public_id")
    .select(({ fn, lit, selectFrom }) =>
      fn
        .coalesce(
          selectFrom("override_accruals as accrual")
            .select((accrual) => accrual.fn.sum<string>("accrual.accrued_amount").as("sum"))
            .whereRef("accrual.override_agreement_id", "=", "agreement.override_agreement_id"),
          lit(0),
        )
        .as("accrued_amount"),
    );
}

type AgreementRow = Selectable<Database["override_agreements"]> & {
  readonly supplier_public_id: string;
  readonly accrued_amount: string | number;
};

function toAgreement(row: AgreementRow): OverrideAgreement {
  const { currency } = row;
  const tiers = readOwnJson<{ from: { amount: string; currency: string }; percent: string }[]>(
    row.tiers,
  );
  return {
    agreementId: row.override_agreement_id,
    publicId: row.public_id,
    code: row.agreement_code,
    supplierId: row.supplier_id,
    supplier: row.supplier_public_id,
    kind: row.commission_kind,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    currency,
    tiers: tiers.map(({ from, percent }) => ({ from: parseMoney(from), percent })),
    ...(row.expected_volume_amount === null
      ? {}
      : { expectedVolume: toMoney(row.expected_volume_amount, currency) }),
    isHighlyProbable: row.is_highly_probable === 1,
    isActive: row.is_active === 1,
    accrued: toMoney(String(row.accrued_amount), currency),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
