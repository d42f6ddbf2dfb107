import type { AmadeusClientConfig } from "../config";
import { dateInZone } from "../pnr/dates";

const hourMs = 3_600_000;

/**
 * Local time of the office at which Amadeus is to cancel what was not ticketed: the end of the last
 * day on which it may be, or so many hours from now where Amadeus names no day.
 */
export function toDeadline(
  lastTicketingOn: string | undefined,
  { officeTimeZone, holdHours }: Pick<AmadeusClientConfig, "officeTimeZone" | "holdHours">,
  now: Date,
): string {
  if (lastTicketingOn !== undefined) return `${lastTicketingOn}T23:59`;
  return timeInZone(new Date(now.getTime() + holdHours * hourMs), officeTimeZone);
}

function timeInZone(instant: Date, timeZone: string): string {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(instant);
  return `${dateInZone(instant, timeZone)}T${time}`;
}
