import { previousDay } from "./calendar";
import type { Money } from "./money";
import { allocate } from "./money";
import { Refusal } from "./refusal";

const dayMs = 86_400_000;

/** When revenue is earned, per partner and kind of revenue (accounting.md 5). */
export const recognitionPolicies = [
  "at_issuance",
  "at_departure",
  "per_segment",
  "over_service_period",
] as const;
export type RecognitionPolicy = (typeof recognitionPolicies)[number];
export type DeferredPolicy = Exclude<RecognitionPolicy, "at_issuance">;
export const deferredPolicies = [
  "at_departure",
  "per_segment",
  "over_service_period",
] as const satisfies readonly DeferredPolicy[];

/** What a run posts: an entry for each booking, or one a batch, summed by account and dimensions. */
export const recognitionEntries = ["per_booking", "summed"] as const;
export type RecognitionEntries = (typeof recognitionEntries)[number];

/** Whether runs begin by themselves: once a period is over, or every night. */
export const recognitionSchedules = ["off", "monthly", "daily"] as const;
export type RecognitionSchedule = (typeof recognitionSchedules)[number];

/** When a coupon that nobody showed up for is earned: its service is over, or its value has lapsed. */
export const noShowRecognitions = ["service_day", "at_expiry"] as const;
export type NoShowRecognition = (typeof noShowRecognitions)[number];

export interface ServiceSegment {
  readonly segmentId: number;
  /** Local day of departure, `YYYY-MM-DD`. */
  readonly departsOn: string;
  /** Local day of arrival; without it, or before the departure (over the date line), the same day. */
  readonly arrivesOn?: string;
  /** Of a stay, the day of leaving: it has been given by then. */
  readonly leavesOn?: string;
  /** Its part of the fare; without it on every segment, all weigh the same. */
  readonly fare?: Money;
}

/** A flight, or the nights of a stay, as the days on which it serves. */
export function toServiceSegment(segment: {
  readonly segmentId: number;
  readonly departsLocal: string;
  readonly arrivesLocal: string;
  readonly stay?: object;
}): ServiceSegment {
  const { segmentId } = segment;
  const departsOn = segment.departsLocal.slice(0, 10);
  const arrivesOn = segment.arrivesLocal.slice(0, 10);
  return segment.stay === undefined
    ? { segmentId, departsOn, arrivesOn }
    : { segmentId, departsOn, arrivesOn: previousDay(arrivesOn), leavesOn: arrivesOn };
}

/** A stay has nights in the place of flights: what is earned by flight is earned by night. */
export function ofStay(policy: RecognitionPolicy): RecognitionPolicy {
  return policy === "per_segment" ? "over_service_period" : policy;
}

export interface ScheduleSlice {
  /** Absent where the slice is of a day, not of a flight. */
  readonly segmentId?: number;
  readonly recogniseOn: string;
  readonly amount: Money;
}

/** A day of service, by which hotels, tours and policies are recognised. */
export interface DaySlice {
  readonly recogniseOn: string;
  readonly amount: Money;
}

/**
 * Splits a deferred amount over the segments in the order they are flown: all at the first
 * departure (of a stay, when the guest leaves), or by their fares, or in equal parts; or over the days from the first departure to the
 * last arrival, both of them counted. Cumulative rounding ends exactly on the total (5.9).
 */
export function scheduleDeferral(
  amount: Money,
  policy: DeferredPolicy,
  segments: readonly ServiceSegment[],
): ScheduleSlice[] {
  if (policy === "over_service_period") return scheduleOverPeriod(amount, periodOf(segments));
  const inOrder = segments.toSorted((left, right) => left.departsOn.localeCompare(right.departsOn));
  const served = policy === "at_departure" ? inOrder.slice(0, 1) : inOrder;
  const parts = allocate(amount, weightsOf(served));
  return served.map(({ segmentId, departsOn, leavesOn = departsOn }, index) => ({
    segmentId,
    recogniseOn: leavesOn,
    amount: parts[index] ?? { currency: amount.currency, minor: 0n },
  }));
}

/**
 * An equal part for each night or day from the first on, the last left out
 * as the day of leaving (5.9). Refuses a period that does not end after it begins
 * (`ITINERARY_INVALID`).
 */
export function scheduleOverPeriod(
  amount: Money,
  { startsOn, endsOn }: { readonly startsOn: string; readonly endsOn: string },
): DaySlice[] {
  const first = Date.parse(startsOn);
  const count = Math.round((Date.parse(endsOn) - first) / dayMs);
  if (!(count > 0)) {
    throw new Refusal("ITINERARY_INVALID", "A service ends after the day on which it begins.", {
      startsOn,
      endsOn,
    });
  }
  const parts = allocate(
    amount,
    Array.from({ length: count }, () => 1n),
  );
  return parts.map((part, index) => ({
    recogniseOn: new Date(first + index * dayMs).toISOString().slice(0, 10),
    amount: part,
  }));
}

/** The journey's: a flight that lands on the day it takes off is a day of service. */
function periodOf(segments: readonly ServiceSegment[]) {
  const days = segments.flatMap(({ departsOn, arrivesOn = departsOn }) => [departsOn, arrivesOn]);
  const [startsOn = ""] = segments.map(({ departsOn }) => departsOn).toSorted();
  const last = Date.parse(days.toSorted().at(-1) ?? startsOn);
  return { startsOn, endsOn: new Date(last + dayMs).toISOString().slice(0, 10) };
}

function weightsOf(segments: readonly ServiceSegment[]): bigint[] {
  const fares = segments.flatMap(({ fare }) => (fare === undefined ? [] : [fare.minor]));
  const isPriced = fares.length === segments.length && fares.some((minor) => minor > 0n);
  return isPriced ? fares : segments.map(() => 1n);
}
