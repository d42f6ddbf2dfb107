import type { AccountClass } from "../journal/accounts";
import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import { makeUp } from "../journal/valuation";
import { money } from "../money";

/** An account's balance over the fiscal year in one branch, debits less credits. */
export interface YearBalance {
  readonly account: string;
  /** Null: of lines that name none. */
  readonly branchId: number | null;
  readonly class: AccountClass;
  readonly functionalMinor: bigint;
  /** Zero where the partner reports in no further currency. */
  readonly reportingMinor: bigint;
}

/**
 * Moves the year's income and expense to 3101 Retained earnings (accounting.md 3), in the books'
 * own currency and in each branch by itself. Nothing where there was neither.
 */
export function postYearEnd(
  balances: readonly YearBalance[],
  currencies: Pick<EntryCurrencies, "functional" | "reporting">,
): PostingLine[] {
  const ofTheYear = balances.filter(({ class: type }) => type === "income" || type === "expense");
  const branches = [...new Set(ofTheYear.map(({ branchId }) => branchId))];
  return branches.flatMap((branchId) =>
    transferBranch(
      ofTheYear.filter((balance) => balance.branchId === branchId),
      branchId === null ? {} : { branchId },
      currencies,
    ),
  );
}

function transferBranch(
  balances: readonly YearBalance[],
  dimensions: Dimensions,
  { functional, reporting }: Pick<EntryCurrencies, "functional" | "reporting">,
): PostingLine[] {
  const line = (account: string, part: ReturnType<typeof makeUp>[number]): PostingLine => {
    const amount = money(functional, part.functional);
    return {
      account,
      side: part.side,
      amount,
      carriedAt: {
        functional: amount,
        fxRate: "1.00000000",
        // A year's balance was translated at many rates; the column wants one.
        reporting:
          reporting === undefined
            ? null
            : { amount: money(reporting, part.reporting), fxRate: "1.00000000" },
      },
      dimensions,
    };
  };
  const total = balances.reduce(
    (sum, balance) => ({
      functional: sum.functional + balance.functionalMinor,
      reporting: sum.reporting + balance.reportingMinor,
    }),
    { functional: 0n, reporting: 0n },
  );
  return [
    ...balances.flatMap(({ account, functionalMinor, reportingMinor }) =>
      makeUp(functionalMinor, reportingMinor).map((part) => line(account, part)),
    ),
    ...makeUp(-total.functional, -total.reporting).map((part) =>
      line(accounts.retainedEarnings, part),
    ),
  ];
}
