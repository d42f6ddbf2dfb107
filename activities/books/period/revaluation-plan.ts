import { loadRates } from "../../../db/journal/load-rates";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { findLastEntryNumber } from "../../../db/read/last-entry-number";
import type { MonetaryBalance } from "../../../db/read/monetary-balances";
import { listMonetaryBalances } from "../../../db/read/monetary-balances";
import type { PeriodRecord } from "../../../db/read/periods";
import type { PartnerRecord } from "../../../domain/booking-record";
import { accounts } from "../../../domain/journal/accounts";
import type { PostingLine } from "../../../domain/journal/posting";
import type { EntryCurrencies } from "../../../domain/journal/valuation";
import type { Money } from "../../../domain/money";
import { money } from "../../../domain/money";
import type { OpenItem } from "../../../domain/posting/open-item";
import { postRevaluation } from "../../../domain/posting/revaluation";

export interface RevaluationPlan {
  readonly balances: number;
  readonly lines: readonly PostingLine[];
  readonly gain: Money;
  /** The journal as it was read: a later entry makes the plan stale. */
  readonly lastEntryNumber: number;
}

/**
 * What a period's revaluation would post now, in one snapshot: nothing where every foreign balance
 * stands at the closing rate. Refuses (`FX_RATE_MISSING`) a currency without one.
 */
export async function planRevaluation(
  snapshot: PartnerTransaction,
  partner: PartnerRecord,
  { endsOn }: Pick<PeriodRecord, "endsOn">,
): Promise<RevaluationPlan> {
  const { functionalCurrency } = partner;
  const lastEntryNumber = await findLastEntryNumber(snapshot);
  const balances = await listMonetaryBalances(snapshot, { through: endsOn, functionalCurrency });
  const items = balances.map(toOpenItem);
  const rateOf = await loadRates(
    snapshot,
    items,
    { functionalCurrency, reportingCurrency: null },
    endsOn,
  );
  const closing: EntryCurrencies = { functional: functionalCurrency, rateOf };
  const monetary = new Set(items.map(({ account }) => account));
  const { lines } = postRevaluation({ items, monetary }, closing);
  return {
    balances: items.length,
    lines,
    gain: gainOf(lines, functionalCurrency),
    lastEntryNumber,
  };
}

/** A balance that came to nothing in its own currency may still carry a functional rest. */
function toOpenItem({ account, dimensions, amount, carried }: MonetaryBalance): OpenItem {
  const isDebit = amount.minor > 0n || (amount.minor === 0n && carried.minor > 0n);
  const onItsSide = ({ currency, minor }: Money) => money(currency, isDebit ? minor : -minor);
  return {
    account,
    side: isDebit ? "debit" : "credit",
    amount: onItsSide(amount),
    // Many rates made the balance; only what it is carried at counts.
    carriedAt: { functional: onItsSide(carried), fxRate: "1.00000000" },
    dimensions,
  };
}

function gainOf(lines: readonly PostingLine[], functional: string): Money {
  const minor = lines
    .filter(({ account }) => account === accounts.unrealisedExchange)
    .reduce(
      (total, { side, carriedAt }) =>
        total + (side === "credit" ? 1n : -1n) * (carriedAt?.functional.minor ?? 0n),
      0n,
    );
  return money(functional, minor);
}
