import { addDays } from "../calendar";

/** Which days of the week are no working days; public holidays are not kept. */
export const weekends = ["sat_sun", "fri_sat", "fri", "sun", "none"] as const;
export type Weekend = (typeof weekends)[number];

/** By `Date.getUTCDay`. */
const daysOff: Readonly<Record<Weekend, readonly number[]>> = {
  sat_sun: [6, 0],
  fri_sat: [5, 6],
  fri: [5],
  sun: [0],
  none: [],
};

/** The so-many-th working day after a day. */
export function addWorkingDays(day: string, count: number, weekend: Weekend): string {
  let at = day;
  for (let left = count; left > 0;) {
    at = addDays(at, 1);
    if (!daysOff[weekend].includes(new Date(`${at}T00:00:00Z`).getUTCDay())) left -= 1;
  }
  return at;
}
