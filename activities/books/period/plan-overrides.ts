import type { PartnerTransaction } from "../../../db/partner-scope";
import type { OverrideAgreement } from "../../../db/read/override-agreements";
import { listBegunAgreements } from "../../../db/read/override-agreements";
import { sumOverrideAccruals, sumOverrideVolume } from "../../../db/read/override-volumes";
import type { PeriodRecord } from "../../../db/read/periods";
import type { PartnerRecord } from "../../../domain/booking-record";
import { accounts } from "../../../domain/journal/accounts";
import type { PostingLine } from "../../../domain/journal/posting";
import type { Money } from "../../../domain/money";
import { isZero, subtract, zero } from "../../../domain/money";
import { postCommissionTrueUp } from "../../../domain/posting/commission";
import { estimateOverride } from "../../../domain/posting/override-estimate";

export interface PlannedOverride {
  readonly agreement: OverrideAgreement;
  readonly volume: Money;
  readonly expected: Money;
  readonly probable: Money;
  readonly accruedBefore: Money;
  /** Below zero: taken back. */
  readonly accrued: Money;
}

export interface OverridePlan {
  readonly agreements: readonly PlannedOverride[];
  readonly lines: readonly PostingLine[];
}

/**
 * What the overrides of a period would post now: for each agreement what is probable of it by the
 * period's end, less what was accrued by then. Of one that was ended nothing is.
 */
export async function planOverrides(
  snapshot: PartnerTransaction,
  { functionalCurrency }: PartnerRecord,
  { endsOn }: Pick<PeriodRecord, "endsOn">,
): Promise<OverridePlan> {
  const agreements: PlannedOverride[] = [];
  const lines: PostingLine[] = [];
  for (const agreement of await listBegunAgreements(snapshot, endsOn)) {
    const { supplierId, kind, currency } = agreement;
    const none = zero(currency);
    const volume = await sumOverrideVolume(snapshot, agreement, endsOn);
    const estimate = agreement.isActive
      ? estimateOverride(volume, agreement, endsOn)
      : { expected: none, probable: none };
    const accruedBefore = await sumOverrideAccruals(snapshot, agreement, endsOn);
    const accrued = subtract(estimate.probable, accruedBefore);
    agreements.push({ agreement, volume, ...estimate, accruedBefore, accrued });
    if (isZero(accrued)) continue;
    const standing = {
      account: accounts.commissionReceivable,
      side: "debit" as const,
      amount: accruedBefore,
      dimensions: { supplierId },
    };
    const trueUp = {
      supplierId,
      kind,
      ...estimate,
      ...(isZero(accruedBefore) ? {} : { accrued: standing }),
    };
    // In the books' own currency: nothing is translated.
    const currencies = { functional: functionalCurrency, rateOf: () => "1" };
    lines.push(...postCommissionTrueUp(trueUp, currencies));
  }
  return { agreements, lines };
}
