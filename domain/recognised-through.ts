import { previousDay } from "./calendar";
import type { Period } from "./period/period-state";
import { Refusal } from "./refusal";

/**
 * The last day that a run of a period recognises: its end, or yesterday while it has not ended, for
 * today's services are not all given yet (manual 5.7). Refuses a period of which no day is over
 * (`PERIOD_NOT_BEGUN`), and a day that is not one of the period's or not over (`RECOGNITION_DAY_INVALID`).
 */
export function recognisedThrough(
  { code, startsOn, endsOn }: Period,
  today: string,
  asked?: string,
): string {
  const yesterday = previousDay(today);
  if (yesterday < startsOn) {
    throw new Refusal("PERIOD_NOT_BEGUN", `No day of period ${code} is over.`, { period: code });
  }
  const last = endsOn < yesterday ? endsOn : yesterday;
  const through = asked ?? last;
  if (through < startsOn || through > last) {
    throw new Refusal(
      "RECOGNITION_DAY_INVALID",
      `Period ${code} is recognised from ${startsOn} to ${last}.`,
      {
        period: code,
        from: startsOn,
        to: last,
      },
    );
  }
  return through;
}
