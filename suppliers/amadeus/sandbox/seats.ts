import type { SpecSegment } from "./pnr-spec";
import type { SandboxState } from "./state";

/** `BG147-2027-02-03`. */
function flightKey({ carrierCode, flightNumber, departsLocal }: SpecSegment): string {
  return `${carrierCode}${flightNumber}-${departsLocal.slice(0, 10)}`;
}

/** A flight has seats for everybody unless control has said how many it has. */
export function hasSeats(
  { seats, pnrs }: SandboxState,
  segment: SpecSegment,
  wanted: number,
): boolean {
  const key = flightKey(segment);
  const all = seats.get(key);
  if (all === undefined) return true;
  let taken = 0;
  for (const { cancelled, segments, passengers, reference } of pnrs.values()) {
    if (cancelled || reference === undefined) continue;
    if (segments.some((one) => flightKey(one) === key)) taken += passengers.length;
  }
  return taken + wanted <= all;
}
