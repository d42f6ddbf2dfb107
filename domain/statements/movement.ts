import type { Money } from "../money";
import { add } from "../money";

/** The sums of an account's debits and credits over a range, in one set of currencies. */
export interface Movement {
  readonly accountId: number;
  readonly transaction: Turnover;
  readonly functional: Turnover;
  /** Null where the lines were posted without a reporting currency. */
  readonly reporting: Turnover | null;
}

export interface Turnover {
  readonly debits: Money;
  readonly credits: Money;
}

/** One movement for each account and set of currencies, whatever parts it was read in. */
export function mergeMovements(parts: readonly Movement[]): Movement[] {
  const merged = new Map<string, Movement>();
  for (const part of parts) {
    const key = keyOf(part);
    const before = merged.get(key);
    merged.set(key, before === undefined ? part : addMovements(before, part));
  }
  return [...merged.values()];
}

function keyOf({ accountId, transaction, functional, reporting }: Movement): string {
  const currencies = [transaction, functional, reporting].map(
    (turnover) => turnover?.debits.currency ?? "",
  );
  return [accountId, ...currencies].join(":");
}

function addMovements(left: Movement, right: Movement): Movement {
  return {
    accountId: left.accountId,
    transaction: addTurnovers(left.transaction, right.transaction),
    functional: addTurnovers(left.functional, right.functional),
    reporting:
      left.reporting === null || right.reporting === null
        ? null
        : addTurnovers(left.reporting, right.reporting),
  };
}

export function addTurnovers(left: Turnover, right: Turnover): Turnover {
  return { debits: add(left.debits, right.debits), credits: add(left.credits, right.credits) };
}
