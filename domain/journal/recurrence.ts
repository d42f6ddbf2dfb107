import { addDays, startOfDayIn } from "../calendar";

/** When a recurring entry is made; days are the partner's. */
export interface Recurrence {
  readonly frequency: "daily" | "weekly" | "monthly" | "yearly";
  /** 1 is Monday (ISO 8601). */
  readonly dayOfWeek: number | null;
  /** 1 to 28, so that every month has it. */
  readonly dayOfMonth: number | null;
  readonly monthOfYear: number | null;
  readonly startsOn: string;
  readonly endsOn: string | null;
}

export type RecurringStatus = "requested" | "active" | "paused" | "rejected" | "ended";

const moves = {
  start: { from: ["requested"], to: "active" },
  pause: { from: ["active"], to: "paused" },
  resume: { from: ["paused"], to: "active" },
  end: { from: ["active", "paused"], to: "ended" },
} as const satisfies Record<
  string,
  { readonly from: readonly RecurringStatus[]; readonly to: RecurringStatus }
>;

export type RecurringAction = keyof typeof moves;

/** Where an action leads, or undefined where it cannot be taken from there. */
export function findNextStatus(
  status: RecurringStatus,
  action: RecurringAction,
): RecurringStatus | undefined {
  const { from, to } = moves[action];
  return from.some((one) => one === status) ? to : undefined;
}

/** An hour of the partner's day when nobody closes anything. */
export const runsAtHour = 3;

const hourMs = 3_600_000;

/** The days whose runs are due after one instant and up to another, in the partner's time zone. */
export function listDueDays(
  recurrence: Recurrence,
  { after, until, timeZone }: Record<"after" | "until" | "timeZone", string>,
): string[] {
  const days: string[] = [];
  const last = addDays(until.slice(0, 10), 1);
  const first = addDays(after.slice(0, 10), -1);
  for (
    let day = first > recurrence.startsOn ? first : recurrence.startsOn;
    day <= last && (recurrence.endsOn === null || day <= recurrence.endsOn);
    day = addDays(day, 1)
  ) {
    if (!isDayOf(recurrence, day)) continue;
    const dueAt = Date.parse(startOfDayIn(timeZone, day)) + runsAtHour * hourMs;
    if (dueAt > Date.parse(after) && dueAt <= Date.parse(until)) days.push(day);
  }
  return days;
}

function isDayOf({ dayOfWeek, dayOfMonth, monthOfYear }: Recurrence, day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  const isoDayOfWeek = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  return (
    (dayOfWeek === null || dayOfWeek === isoDayOfWeek) &&
    (dayOfMonth === null || dayOfMonth === date.getUTCDate()) &&
    (monthOfYear === null || monthOfYear === date.getUTCMonth() + 1)
  );
}
