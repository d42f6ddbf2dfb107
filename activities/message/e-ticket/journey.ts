import type { ETicket, ETicketSegment } from "./e-ticket";
import { parseLocal } from "./formatting";

/** The flights of all tickets, each once, in the order of the tickets. */
export function listFlights({ tickets }: ETicket): ETicketSegment[] {
  const flights = new Map<string, ETicketSegment>();
  for (const segment of tickets.flatMap(({ segments }) => segments)) {
    const { carrier, flightNumber, departsLocal } = segment;
    const key = `${carrier.code} ${flightNumber} ${departsLocal}`;
    if (!flights.has(key)) flights.set(key, segment);
  }
  return [...flights.values()];
}

/** `Dhaka to London`, and `Dhaka to London and back` where it ends where it began. */
export function describeJourney(flights: readonly ETicketSegment[]): string {
  const origin = flights[0]?.origin.city;
  const end = flights.at(-1)?.destination.city;
  if (origin === undefined || end === undefined) return "Your journey";
  if (origin !== end) return `${origin} to ${end}`;
  return `${origin} to ${findTurningPoint(flights)} and back`;
}

/** Where the longest stay is. */
function findTurningPoint(flights: readonly ETicketSegment[]): string {
  const stays = flights.slice(1).map((next, index) => {
    const previous = flights[index] ?? next;
    const arrivesMs = parseLocal(previous.arrivesLocal).epochMs;
    const stayMs = parseLocal(next.departsLocal).epochMs - arrivesMs;
    return { city: previous.destination.city, stayMs };
  });
  const longest = stays.toSorted((left, right) => right.stayMs - left.stayMs)[0];
  return longest?.city ?? flights[0]?.destination.city ?? "";
}
