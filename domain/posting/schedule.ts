import type { Valuation } from "../journal/valuation";
import { addValuations, portionOf, subtractValuation } from "../journal/valuation";
import type { Money } from "../money";
import { subtract, sum } from "../money";
import type { DeferredPolicy } from "../recognition";
import type { DeferralKind } from "./issuance";

/** One slice of a stored schedule, less what was released from it before. */
export interface StoredSlice {
  readonly lineNumber: number;
  /** Absent where the service is not flown: a night, a day of a tour. */
  readonly segmentId?: number;
  /** The day on which it falls due by now. */
  readonly recogniseOn: string;
  /** The day that it was written with, where it was moved since. */
  readonly scheduledOn?: string;
  readonly amount: Money;
  /** In foreign currency: its part of what was booked when it was deferred. */
  readonly carriedAt?: Valuation;
  readonly isRecognised: boolean;
}

/** A deferral as it stands: written at issuance or exchange, changed only by further rows. */
export interface StoredSchedule {
  readonly scheduleId: number;
  readonly kind: DeferralKind;
  readonly policy: DeferredPolicy;
  readonly ticketId: number;
  readonly supplierId: number;
  readonly deferredAccount: string;
  readonly recognisedAccount: string;
  readonly slices: readonly StoredSlice[];
}

/** What no longer waits: rows that lessen the schedule, in the commit of the entry that says so. */
export interface ScheduleRelease {
  readonly scheduleId: number;
  readonly slices: readonly ReleasedSlice[];
}

export interface ReleasedSlice {
  readonly lineNumber: number;
  readonly amount: Money;
  readonly carriedAt?: Valuation;
}

/** The coupons an event concerns; "all" where it is the whole ticket. */
export type Coupons = "all" | readonly number[];

/** Everything of these coupons that still waits. */
export function releaseOf(schedule: StoredSchedule, coupons: Coupons): ScheduleRelease {
  const slices = schedule.slices
    .filter((slice) => !slice.isRecognised && isOf(coupons, slice, schedule))
    .map((slice) => partOf(slice, slice.amount))
    .filter(isWorthSomething);
  return { scheduleId: schedule.scheduleId, slices };
}

/** So much of what still waits, the last to be recognised first. */
export function releaseFromEnd(schedule: StoredSchedule, amount: Money): ScheduleRelease {
  let left = amount.minor;
  const slices: ReleasedSlice[] = [];
  for (const slice of schedule.slices.filter(({ isRecognised }) => !isRecognised).toReversed()) {
    const minor = slice.amount.minor < left ? slice.amount.minor : left;
    if (minor > 0n) slices.push(partOf(slice, { ...amount, minor }));
    left -= minor;
  }
  return { scheduleId: schedule.scheduleId, slices };
}

/**
 * The schedule after releases: what was recognised stays, what was released no longer waits. A
 * refund or exchange never edits a run (accounting.md 5.9).
 */
export function shortenSchedule(
  schedule: StoredSchedule,
  releases: readonly ScheduleRelease[],
): StoredSchedule {
  const released = releases
    .filter(({ scheduleId }) => scheduleId === schedule.scheduleId)
    .flatMap(({ slices }) => slices);
  return {
    ...schedule,
    slices: schedule.slices.map((slice) =>
      released.filter(({ lineNumber }) => lineNumber === slice.lineNumber).reduce(lessen, slice),
    ),
  };
}

export function amountOf(slices: readonly { readonly amount: Money }[], currency: string): Money {
  return sum(
    currency,
    slices.map(({ amount }) => amount),
  );
}

/** What slices of one schedule are carried at together; undefined in functional currency. */
export function worthOf(
  slices: readonly { readonly carriedAt?: Valuation }[],
): Valuation | undefined {
  const [first, ...rest] = slices.flatMap(({ carriedAt }) => carriedAt ?? []);
  return first && rest.reduce(addValuations, first);
}

/** Under `at_departure` one slice stands for the whole ticket, not for the coupon of that day. */
function isOf(coupons: Coupons, { segmentId }: StoredSlice, { policy }: StoredSchedule): boolean {
  if (coupons === "all") return true;
  return policy === "per_segment" && segmentId !== undefined && coupons.includes(segmentId);
}

function partOf({ lineNumber, amount, carriedAt }: StoredSlice, part: Money): ReleasedSlice {
  return {
    lineNumber,
    amount: part,
    ...(carriedAt === undefined ? {} : { carriedAt: portionOf(carriedAt, part, amount) }),
  };
}

/** In the books of another currency a slice of no amount may still be worth something. */
function isWorthSomething({ amount, carriedAt }: ReleasedSlice): boolean {
  return (
    amount.minor !== 0n ||
    (carriedAt !== undefined &&
      (carriedAt.functional.minor !== 0n || (carriedAt.reporting?.amount.minor ?? 0n) !== 0n))
  );
}

function lessen(slice: StoredSlice, released: ReleasedSlice): StoredSlice {
  return {
    ...slice,
    amount: subtract(slice.amount, released.amount),
    ...(slice.carriedAt === undefined || released.carriedAt === undefined
      ? {}
      : { carriedAt: subtractValuation(slice.carriedAt, released.carriedAt) }),
  };
}
