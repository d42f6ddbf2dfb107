import type { Money } from "../money";
import { subtract, zero } from "../money";
import { Refusal } from "../refusal";
import type { Movement, Turnover } from "./movement";
import { addTurnovers } from "./movement";

export type StatementCurrency = "functional" | "reporting";

/** Debits and credits by account, in the one currency of a statement. */
export interface Turnovers {
  readonly currency: string;
  readonly byAccount: ReadonlyMap<number, Turnover>;
}

/**
 * Adds up movements in one of the books' own currencies. Refuses (`REPORTING_CURRENCY_MISSING`)
 * what was posted before there was a reporting currency, or in another.
 */
export function turnoversIn(
  movements: readonly Movement[],
  { kind, currency }: { readonly kind: StatementCurrency; readonly currency: string },
): Turnovers {
  const byAccount = new Map<number, Turnover>();
  for (const movement of movements) {
    const turnover = movement[kind];
    if (turnover?.debits.currency !== currency) {
      throw new Refusal(
        "REPORTING_CURRENCY_MISSING",
        `Some entries were posted without amounts in ${currency}. Ask for the functional currency.`,
        { currency },
      );
    }
    const before = byAccount.get(movement.accountId);
    byAccount.set(
      movement.accountId,
      before === undefined ? turnover : addTurnovers(before, turnover),
    );
  }
  return { currency, byAccount };
}

export function turnoverOf({ currency, byAccount }: Turnovers, accountId: number): Turnover {
  return byAccount.get(accountId) ?? { debits: zero(currency), credits: zero(currency) };
}

/** Debits less credits. */
export function balanceOf(turnovers: Turnovers, accountId: number): Money {
  const { debits, credits } = turnoverOf(turnovers, accountId);
  return subtract(debits, credits);
}

export function addAll(left: Turnovers, right: Turnovers): Turnovers {
  const byAccount = new Map(left.byAccount);
  for (const [accountId, turnover] of right.byAccount) {
    byAccount.set(accountId, addTurnovers(turnoverOf(left, accountId), turnover));
  }
  return { currency: left.currency, byAccount };
}

/** The one without what is in the other. */
export function without(whole: Turnovers, part: Turnovers): Turnovers {
  const byAccount = new Map(whole.byAccount);
  for (const [accountId, { debits, credits }] of part.byAccount) {
    const before = turnoverOf(whole, accountId);
    byAccount.set(accountId, {
      debits: subtract(before.debits, debits),
      credits: subtract(before.credits, credits),
    });
  }
  return { currency: whole.currency, byAccount };
}

/** A statement that does not balance is not shown: the books were tampered with. */
export function assertBalanced(statement: string, difference: Money): void {
  if (difference.minor === 0n) return;
  throw new Refusal(
    "STATEMENT_UNBALANCED",
    `The ${statement} is out by a difference. Run ledger verify: it names the rows.`,
    {
      statement,
      differenceMinor: difference.minor.toString(),
      currency: difference.currency,
    },
  );
}
