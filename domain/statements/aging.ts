import { daysBetween } from "../calendar";
import type { Money } from "../money";
import { add, zero } from "../money";
import type { OpenLine, PartyLine } from "./apply-oldest-first";

/** Days overdue, both ends included; null: without that end. */
export interface AgingBucket {
  readonly label: string;
  readonly daysFrom: number | null;
  readonly daysTo: number | null;
}

export interface AgingColumns {
  /** One for each bucket. */
  readonly buckets: readonly Money[];
  /** Payments that nothing has taken yet: zero or below, and of no age. */
  readonly unapplied: Money;
  readonly total: Money;
}

export interface Aging {
  readonly currency: string;
  readonly buckets: readonly AgingBucket[];
  readonly rows: readonly (AgingColumns & { readonly partyId: number })[];
  readonly totals: AgingColumns;
}

/** `30, 60, 90` make current, 1-30, 31-60, 61-90 and 90+. */
export function toBuckets(limits: readonly number[]): AgingBucket[] {
  const last = limits.at(-1) ?? 0;
  return [
    { label: "current", daysFrom: null, daysTo: 0 },
    ...limits.map((daysTo, index) => {
      const daysFrom = (limits[index - 1] ?? 0) + 1;
      return { label: `${daysFrom}-${daysTo}`, daysFrom, daysTo };
    }),
    { label: `${last}+`, daysFrom: last + 1, daysTo: null },
  ];
}

/** What is open by party and by the days that it is overdue as of a day. */
export function buildAging(
  open: readonly OpenLine<PartyLine>[],
  options: { readonly asOf: string; readonly limits: readonly number[]; readonly currency: string },
): Aging {
  const { asOf, currency } = options;
  const buckets = toBuckets(options.limits);
  const nothing = emptyColumns(buckets, currency);
  const byParty = new Map<number, AgingColumns>();
  for (const one of open) {
    const { partyId } = one.line;
    const index = one.open.minor < 0n ? null : bucketIndexOf(buckets, daysBetween(one.dueOn, asOf));
    byParty.set(partyId, addTo(byParty.get(partyId) ?? nothing, index, one.open));
  }
  const rows = [...byParty].map(([partyId, columns]) => ({ partyId, ...columns }));
  return { currency, buckets, rows, totals: rows.reduce(addColumns, nothing) };
}

export function bucketIndexOf(buckets: readonly AgingBucket[], daysOverdue: number): number {
  return buckets.findIndex(({ daysTo }) => daysTo === null || daysOverdue <= daysTo);
}

function emptyColumns(buckets: readonly AgingBucket[], currency: string): AgingColumns {
  const none = zero(currency);
  return { buckets: buckets.map(() => none), unapplied: none, total: none };
}

/** Into one bucket, or into none of them. */
function addTo(columns: AgingColumns, index: number | null, amount: Money): AgingColumns {
  return {
    buckets: columns.buckets.map((sum, at) => (at === index ? add(sum, amount) : sum)),
    unapplied: index === null ? add(columns.unapplied, amount) : columns.unapplied,
    total: add(columns.total, amount),
  };
}

function addColumns(left: AgingColumns, right: AgingColumns): AgingColumns {
  return {
    buckets: left.buckets.map((sum, index) => add(sum, right.buckets[index] ?? zero(sum.currency))),
    unapplied: add(left.unapplied, right.unapplied),
    total: add(left.total, right.total),
  };
}
