import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { getPartner } from "../../db/read/get-partner";
import { formatTiers, lockOverrideAgreement } from "../../db/read/override-agreements";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { Money } from "../../domain/money";
import { formatAmount } from "../../domain/money";
import type { OverrideTier } from "../../domain/posting/commission-rules";
import { Refusal } from "../../domain/refusal";

export interface NewOverrideAgreement {
  readonly code: string;
  /** Public id. */
  readonly supplier: string;
  readonly kind: "override" | "incentive";
  readonly validFrom: string;
  readonly validUntil: string;
  readonly tiers: readonly OverrideTier[];
  readonly expectedVolume: Money | null;
  readonly isHighlyProbable: boolean;
}

/**
 * Keeps what a supplier pays on top of commission; returns its public id. Refuses amounts that are
 * not in the books' own currency (`CURRENCY_MISMATCH`), steps that do not rise (`AMOUNT_INVALID`),
 * and a code that is taken (`DUPLICATE_CODE`).
 */
export async function createOverrideAgreement(
  transaction: PartnerTransaction,
  agreement: NewOverrideAgreement,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const { functionalCurrency } = await getPartner(transaction);
  const { tiers, expectedVolume } = agreement;
  assertOwnCurrency([...tiers.map(({ from }) => from), expectedVolume], functionalCurrency);
  assertRising(tiers);
  const supplier = await transaction.db
    .selectFrom("suppliers")
    .select("supplier_id")
    .where("public_id", "=", agreement.supplier)
    .executeTakeFirst();
  if (supplier === undefined) {
    throw new Refusal("NOT_FOUND", "No such supplier.", { id: agreement.supplier });
  }
  const publicId = newId("overrideAgreement");
  const id = await insert(transaction, agreement, {
    publicId,
    supplierId: supplier.supplier_id,
    currency: functionalCurrency,
  });
  await writeHistory(transaction, { table: "override_agreements", ids: [id], type: "INSERT", at });
  const event = {
    type: "override_agreement.created",
    targetType: "override_agreement",
    targetId: publicId,
    payload: { agreement_code: agreement.code, supplier_id: agreement.supplier },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}

async function insert(
  { db }: PartnerTransaction,
  agreement: NewOverrideAgreement,
  keys: { readonly publicId: string; readonly supplierId: number; readonly currency: string },
): Promise<number> {
  const { code, expectedVolume } = agreement;
  try {
    const { insertId } = await db
      .insertInto("override_agreements")
      .values({
        public_id: keys.publicId,
        agreement_code: code,
        supplier_id: keys.supplierId,
        commission_kind: agreement.kind,
        valid_from: agreement.validFrom,
        valid_until: agreement.validUntil,
        currency: keys.currency,
        tiers: formatTiers(agreement.tiers),
        expected_volume_amount: expectedVolume && formatAmount(expectedVolume),
        is_highly_probable: agreement.isHighlyProbable ? 1 : 0,
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_override_agreements_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `An agreement with code ${code} exists already.`, { code });
  }
}

export interface OverrideAgreementChange {
  readonly expectedVolume?: Money | null;
  readonly isHighlyProbable?: boolean;
  readonly isActive?: boolean;
}

/**
 * What is expected of an agreement, or that it holds no more: the next accrual posts the difference.
 * Its steps and its time stay: another agreement is another one.
 */
export async function changeOverrideAgreement(
  transaction: PartnerTransaction,
  publicId: string,
  change: OverrideAgreementChange,
  act: {
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  const agreement = await lockOverrideAgreement(transaction, publicId);
  act.assertVersion(agreement.version);
  const { isHighlyProbable = agreement.isHighlyProbable, isActive = agreement.isActive } = change;
  const before = agreement.expectedVolume ?? null;
  const expected = change.expectedVolume === undefined ? before : change.expectedVolume;
  assertOwnCurrency([expected], agreement.currency);
  const set = {
    expected_volume_amount: expected && formatAmount(expected),
    is_highly_probable: isHighlyProbable ? 1 : 0,
    is_active: isActive ? 1 : 0,
  };
  const was = {
    expected_volume_amount: before && formatAmount(before),
    is_highly_probable: agreement.isHighlyProbable ? 1 : 0,
    is_active: agreement.isActive ? 1 : 0,
  };
  const changes: Changes = Object.fromEntries(
    (["expected_volume_amount", "is_highly_probable", "is_active"] as const)
      .filter((column) => was[column] !== set[column])
      .map((column) => [column, [was[column], set[column]]]),
  );
  if (Object.keys(changes).length === 0) return;
  await transaction.db
    .updateTable("override_agreements")
    .set({ ...set, version: agreement.version + 1 })
    .where("override_agreement_id", "=", agreement.agreementId)
    .execute();
  const ids = [agreement.agreementId];
  const history = { table: "override_agreements", ids, type: "UPDATE", at: act.at } as const;
  await writeHistory(transaction, { ...history, changes });
  const event = {
    type: "override_agreement.changed",
    targetType: "override_agreement",
    targetId: publicId,
    payload: { agreement_code: agreement.code, changes },
  };
  await writeAudit(transaction, act.context, [event], act.at);
}

function assertOwnCurrency(amounts: readonly (Money | null)[], currency: string): void {
  const other = amounts.find((amount) => amount !== null && amount.currency !== currency);
  if (!other) return;
  throw new Refusal("CURRENCY_MISMATCH", `Overrides are agreed in ${currency}, the books' own.`, {
    currency: other.currency,
  });
}

/** Who sells more is never paid less for it. */
function assertRising(tiers: readonly OverrideTier[]): void {
  for (const [index, tier] of tiers.entries()) {
    const before = tiers[index - 1];
    if (before === undefined) continue;
    const isHigher = tier.from.minor > before.from.minor;
    if (isHigher && Number(tier.percent) > Number(before.percent)) continue;
    throw new Refusal("AMOUNT_INVALID", "Each step is for more, at a higher percentage.", {
      step: index + 1,
    });
  }
}
