import type { Money } from "../money";
import { add, money, subtract, zero } from "../money";
import type { DeferredPolicy } from "../recognition";
import type { StatementAccount } from "./statement-account";

/** Why a schedule's deferral changed, in the commit of an entry. */
export type ScheduleMovement =
  | "issuance"
  | "recognition"
  | "refund"
  | "void"
  | "memo"
  | "exchange_in"
  | "exchange_out";

/** What schedules say of a period: amounts above zero, whatever they do to the balance. */
export interface ScheduledAmount {
  /** Its code; null: before the range. */
  readonly period: string | null;
  readonly accountId: number;
  readonly policy: DeferredPolicy;
  readonly productCode: string;
  readonly movement: ScheduleMovement;
  readonly amount: Money;
}

/** What the journal says of an account in a period: credits less debits. */
export interface BookedAmount {
  readonly period: string | null;
  readonly accountId: number;
  readonly moved: Money;
  /** Of it, by revaluation (IAS 21). */
  readonly revalued: Money;
}

/** Closing = opening + additions + exchanged + fx + other − recognised − refunded − voided − recalled. */
export interface RollForwardColumns {
  readonly opening: Money;
  readonly additions: Money;
  readonly recognised: Money;
  readonly refunded: Money;
  readonly voided: Money;
  /** Commission that an airline's memo has taken back. */
  readonly recalled: Money;
  /** What exchanges added less what they took off. */
  readonly exchanged: Money;
  readonly fx: Money;
  /** On the account without a schedule: entries by hand. */
  readonly other: Money;
  readonly closing: Money;
}

export interface RollForwardRow extends RollForwardColumns {
  readonly period: string;
  readonly account: StatementAccount;
  /** Null for what stands on the account without a schedule. */
  readonly policy: DeferredPolicy | null;
  readonly productCode: string | null;
}

interface Books {
  readonly currency: string;
  readonly accounts: readonly StatementAccount[];
  /** Codes, in order. */
  readonly periods: readonly string[];
  readonly scheduled: readonly ScheduledAmount[];
  readonly booked: readonly BookedAmount[];
}

/** By period, account, policy and product; what the journal has beyond the schedules is a row of its own. */
export function rollForwardSchedules(books: Books): RollForwardRow[] {
  const openings = new Map<string, Money>();
  for (const line of linesOf(books)) {
    openings.set(line.key, closingOf(columnsOf(books, line, { period: null, openings })));
  }
  return books.periods.flatMap((period) =>
    linesOf(books).flatMap((line) => {
      const columns = columnsOf(books, line, { period, openings });
      openings.set(line.key, columns.closing);
      const { account, policy, productCode } = line;
      return isShown(columns) ? [{ period, account, policy, productCode, ...columns }] : [];
    }),
  );
}

export function totalRollForward(
  rows: readonly RollForwardColumns[],
  currency: string,
): RollForwardColumns {
  return rows.reduce<RollForwardColumns>(
    (total, row) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the columns of its own rows
      Object.fromEntries(
        columnNames.map((name) => [name, add(total[name], row[name])]),
      ) as unknown as RollForwardColumns,
    emptyColumns(currency),
  );
}

export const columnNames = [
  "opening",
  "additions",
  "recognised",
  "refunded",
  "voided",
  "recalled",
  "exchanged",
  "fx",
  "other",
  "closing",
] as const satisfies readonly (keyof RollForwardColumns)[];

interface Line {
  readonly key: string;
  readonly account: StatementAccount;
  readonly policy: DeferredPolicy | null;
  readonly productCode: string | null;
}

/** Each account's schedules by policy and product, then what has none. */
function linesOf({ accounts, scheduled }: Books): Line[] {
  return accounts.flatMap((account) => {
    const kinds = new Map(
      scheduled
        .filter(({ accountId }) => accountId === account.accountId)
        .map(({ policy, productCode }) => [`${policy} ${productCode}`, { policy, productCode }]),
    );
    const sorted = [...kinds.values()].toSorted((left, right) =>
      `${left.policy} ${left.productCode}` < `${right.policy} ${right.productCode}` ? -1 : 1,
    );
    return [...sorted, { policy: null, productCode: null }].map((kind) => ({
      key: [account.code, kind.policy, kind.productCode].join(" "),
      account,
      ...kind,
    }));
  });
}

function columnsOf(
  books: Books,
  line: Line,
  {
    period,
    openings,
  }: { readonly period: string | null; readonly openings: ReadonlyMap<string, Money> },
): RollForwardColumns {
  const opening = openings.get(line.key) ?? zero(books.currency);
  const own = books.scheduled.filter(
    (each) => each.accountId === line.account.accountId && each.period === period,
  );
  const columns =
    line.policy === null
      ? unscheduledColumns(books, own, { line, period })
      : scheduledColumns(
          books.currency,
          own.filter(
            (each) => each.policy === line.policy && each.productCode === line.productCode,
          ),
        );
  const all = { ...columns, opening };
  return { ...all, closing: closingOf(all) };
}

function scheduledColumns(currency: string, own: readonly ScheduledAmount[]): RollForwardColumns {
  const of = (movement: ScheduleMovement) =>
    own
      .filter((each) => each.movement === movement)
      .reduce((sum, { amount }) => add(sum, amount), zero(currency));
  return {
    ...emptyColumns(currency),
    additions: of("issuance"),
    recognised: of("recognition"),
    refunded: of("refund"),
    voided: of("void"),
    recalled: of("memo"),
    exchanged: subtract(of("exchange_in"), of("exchange_out")),
  };
}

/** What the journal moved beyond what the account's schedules say. */
function unscheduledColumns(
  { currency, booked }: Books,
  own: readonly ScheduledAmount[],
  { line, period }: { readonly line: Line; readonly period: string | null },
): RollForwardColumns {
  const ledger = booked.filter(
    (each) => each.accountId === line.account.accountId && each.period === period,
  );
  const sumOf = (amounts: readonly Money[]) => amounts.reduce(add, zero(currency));
  const fx = sumOf(ledger.map(({ revalued }) => revalued));
  const moved = subtract(sumOf(ledger.map((each) => each.moved)), fx);
  const scheduled = closingOf(scheduledColumns(currency, own));
  return { ...emptyColumns(currency), fx, other: subtract(moved, scheduled) };
}

function closingOf(row: RollForwardColumns): Money {
  const { minor: opening } = row.opening;
  const up = row.additions.minor + row.exchanged.minor + row.fx.minor + row.other.minor;
  const down = row.recognised.minor + row.refunded.minor + row.voided.minor + row.recalled.minor;
  return money(row.opening.currency, opening + up - down);
}

function isShown(row: RollForwardColumns): boolean {
  return columnNames.some((name) => row[name].minor !== 0n);
}

function emptyColumns(currency: string): RollForwardColumns {
  const none = zero(currency);
  return {
    opening: none,
    additions: none,
    recognised: none,
    refunded: none,
    voided: none,
    recalled: none,
    exchanged: none,
    fx: none,
    other: none,
    closing: none,
  };
}
