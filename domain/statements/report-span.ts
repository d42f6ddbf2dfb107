import { previousDay } from "../calendar";

/** Days counted from the one on which a report is run; months and years of the calendar. */
export const reportSpans = [
  "up_to_today",
  "this_month",
  "previous_month",
  "this_year",
  "previous_year",
] as const;
export type ReportSpan = (typeof reportSpans)[number];

/** The first day, null for from the first entry on, and the last. */
export function daysOf(
  span: ReportSpan,
  today: string,
): { readonly from: string | null; readonly to: string } {
  const month = `${today.slice(0, 7)}-01`;
  const year = `${today.slice(0, 4)}-01-01`;
  switch (span) {
    case "up_to_today":
      return { from: null, to: today };
    case "this_month":
      return { from: month, to: today };
    case "previous_month": {
      const to = previousDay(month);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
    case "this_year":
      return { from: year, to: today };
    case "previous_year": {
      const to = previousDay(year);
      return { from: `${to.slice(0, 4)}-01-01`, to };
    }
  }
}
