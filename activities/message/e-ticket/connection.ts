import type { ETicketSegment } from "./e-ticket";
import { formatDuration, parseLocal } from "./formatting";

const hourMs = 3_600_000;
const connectionHoursMax = 24;
// Clocks are put forward and back at night: from 4 in the morning a day's local times can be
// subtracted from each other.
const nightHours = 4;

/** What lies between two flights: `Connection in Doha (DOH), 2 h 35 min`. */
export function describeConnection(
  previous: ETicketSegment,
  next: ETicketSegment,
): string | undefined {
  const arrives = parseLocal(previous.arrivesLocal);
  const departs = parseLocal(next.departsLocal);
  const apartMs = departs.epochMs - arrives.epochMs;
  if (apartMs < 0 || apartMs >= connectionHoursMax * hourMs) return undefined;
  const [from, to] = [previous.destination, next.origin];
  if (from.code !== to.code) {
    return `Change of airport: arrive at ${from.city} (${from.code}), leave from ${to.city} (${to.code})`;
  }
  const place = `Connection in ${from.city} (${from.code})`;
  const certain = arrives.date === departs.date && Number(arrives.time.slice(0, 2)) >= nightHours;
  return certain ? `${place}, ${formatDuration(apartMs / 60_000)}` : place;
}
