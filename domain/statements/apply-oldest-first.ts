import { groupBy } from "../group-by";
import type { Money } from "../money";
import { divideHalfAwayFromZero, money } from "../money";

/** A line on a control account, as far as settling goes. */
export interface PartyLine {
  readonly partyId: number;
  readonly accountId: number;
  readonly transactionCurrency: string;
  /** What it belongs to: its booking, else the entry that it reverses, else its own entry. */
  readonly itemKey: string;
  readonly lineId: number;
  readonly dueOn: string;
  /** Moves only the books' own currencies: a revaluation, which is as old as what it restates. */
  readonly isRestatement: boolean;
  /** Above zero where more is owed after it, below where less is. */
  readonly amount: Money;
}

/** What is left of a line: of a charge above zero, of a payment that nothing took below. */
export interface OpenLine<Line extends PartyLine> {
  readonly line: Line;
  readonly dueOn: string;
  readonly open: Money;
}

/**
 * What is open of each line. The rule: a payment settles first what it names (the charges of its
 * own booking, or those of the entry it reverses), the oldest due first; what is left of it settles
 * the party's other charges on the same account in the same transaction currency, the oldest due
 * first. What is left then stands unapplied. A restatement that belongs to no item restates what
 * is left open, each in its proportion. Amounts are measured in the one currency of the
 * statement, so that what is open always adds up to the account's balance.
 */
export function applyOldestFirst<Line extends PartyLine>(lines: readonly Line[]): OpenLine<Line>[] {
  const accounts = groupBy(lines, (line) =>
    [line.partyId, line.accountId, line.transactionCurrency].join(":"),
  );
  return [...accounts.values()].flatMap((account) => {
    const items = [...groupBy(account, ({ itemKey }) => itemKey).values()];
    const open = settle(
      items
        .filter((item) => !isLoose(item))
        .flatMap((item) => settle(toOpen(item).toSorted(byDueDate)))
        .toSorted(byDueDate),
    );
    return restate(open, items.filter(isLoose).flatMap(toOpen));
  });
}

/** Restatements of a balance, and no line that they restate. */
function isLoose(item: readonly PartyLine[]): boolean {
  return item.every(({ isRestatement }) => isRestatement);
}

/**
 * Spreads restatements over what is open by cumulative rounding. Where nothing is open, or more is
 * taken than there is, they stand as lines of their own.
 */
function restate<Line extends PartyLine>(
  open: readonly OpenLine<Line>[],
  restatements: readonly OpenLine<Line>[],
): OpenLine<Line>[] {
  if (restatements.length === 0) return [...open];
  const total = netOf(open);
  const change = netOf(restatements);
  if (total === 0n || total + change === 0n || total > 0n !== total + change > 0n) {
    return settle([...open, ...restatements].toSorted(byDueDate));
  }
  const shareOf = (part: bigint) => divideHalfAwayFromZero(change * sizeOf(part), sizeOf(total));
  let before = 0n;
  return open
    .map((line) => {
      const { currency, minor } = line.open;
      const after = before + minor;
      const share = shareOf(after) - shareOf(before);
      before = after;
      return { ...line, open: money(currency, minor + share) };
    })
    .filter(({ open: { minor } }) => minor !== 0n);
}

function sizeOf(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}

function netOf(lines: readonly OpenLine<PartyLine>[]): bigint {
  return lines.reduce((sum, { open: { minor } }) => sum + minor, 0n);
}

function toOpen<Line extends PartyLine>(item: readonly Line[]): OpenLine<Line>[] {
  const [first = ""] = item
    .filter(({ isRestatement }) => !isRestatement)
    .map(({ dueOn }) => dueOn)
    .toSorted();
  return item.map((line) => ({
    line,
    dueOn: line.isRestatement && first !== "" ? first : line.dueOn,
    open: line.amount,
  }));
}

function byDueDate(left: OpenLine<PartyLine>, right: OpenLine<PartyLine>): number {
  if (left.dueOn !== right.dueOn) return left.dueOn < right.dueOn ? -1 : 1;
  return left.line.lineId - right.line.lineId;
}

/** Sets payments off against charges, both in their order; what has come to nothing is left out. */
function settle<Line extends PartyLine>(lines: readonly OpenLine<Line>[]): OpenLine<Line>[] {
  const paid = sumOf(lines.filter(({ open }) => open.minor < 0n));
  const charged = sumOf(lines.filter(({ open }) => open.minor > 0n));
  const settled = paid < charged ? paid : charged;
  const left = { ofPayments: settled, ofCharges: settled };
  return lines
    .map((line) => {
      const { currency, minor } = line.open;
      const size = sizeOf(minor);
      const side = minor < 0n ? "ofPayments" : "ofCharges";
      const taken = size < left[side] ? size : left[side];
      left[side] -= taken;
      return { ...line, open: money(currency, minor < 0n ? minor + taken : minor - taken) };
    })
    .filter(({ open }) => open.minor !== 0n);
}

function sumOf(lines: readonly OpenLine<PartyLine>[]): bigint {
  return lines.reduce((sum, { open: { minor } }) => sum + sizeOf(minor), 0n);
}
