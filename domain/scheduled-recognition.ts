import { previousDay } from "./calendar";
import type { Period } from "./period/period-state";
import { takesAdjustments } from "./period/period-state";
import type { RecognitionSchedule } from "./recognition";

export type ScheduledChoice<Kept extends Period> =
  | { readonly kind: "run"; readonly period: Kept }
  /** Nothing is due, or nobody wants it. */
  | { readonly kind: "up_to_date" }
  /** Something is due, and no period that has begun takes it. */
  | { readonly kind: "closed"; readonly period: Kept };

/**
 * The period that is to be run next by itself: the first one that takes what is due, so that each
 * month's revenue is its own. `monthly` has a period wait until it has ended.
 */
export function chooseScheduled<Kept extends Period>(
  schedule: RecognitionSchedule,
  periods: readonly Kept[],
  { firstDueOn, today }: { readonly firstDueOn: string | null; readonly today: string },
): ScheduledChoice<Kept> {
  const last = findLast(schedule, periods, today);
  if (last === undefined || firstDueOn === null || firstDueOn > last.endsOn) {
    return { kind: "up_to_date" };
  }
  const period = periods.find(
    ({ endsOn, status }) =>
      firstDueOn <= endsOn && endsOn <= last.endsOn && takesAdjustments(status),
  );
  return period === undefined ? { kind: "closed", period: last } : { kind: "run", period };
}

/** The last period that the schedule looks at; with `daily` the one that yesterday was in. */
function findLast<Kept extends Period>(
  schedule: RecognitionSchedule,
  periods: readonly Kept[],
  today: string,
): Kept | undefined {
  const yesterday = previousDay(today);
  switch (schedule) {
    case "off":
      return undefined;
    case "monthly":
      return periods.findLast(({ endsOn }) => endsOn <= yesterday);
    case "daily":
      return periods.findLast(({ startsOn }) => startsOn <= yesterday);
  }
}

/** The last day that can be due for it. */
export function lastScheduledDay(
  schedule: RecognitionSchedule,
  periods: readonly Period[],
  today: string,
): string | undefined {
  const last = findLast(schedule, periods, today);
  const yesterday = previousDay(today);
  return last && (last.endsOn < yesterday ? last.endsOn : yesterday);
}
