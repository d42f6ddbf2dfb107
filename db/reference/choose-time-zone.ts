import { renamedTimeZones, timetableTimeZones } from "./airport-corrections";

/** A summer and a winter day of both hemispheres, and the weeks when only some have changed. */
const probeDates = ["2026-01-10", "2026-03-20", "2026-07-10", "2026-10-28"].map(
  (date) => new Date(`${date}T12:00:00Z`),
);

const offsets = new Map<string, string | null>();

export interface TimeZoneClaims {
  claimed: string;
  /** Looked up by coordinates, which near a border or off the coast can be another country's. */
  atPosition: string;
  /** Every zone known to be in use at the country's airports. */
  countryZones: ReadonlySet<string>;
}

/** The claimed zone, unless the position contradicts it with a zone that the country has too. */
export function chooseTimeZone({ claimed, atPosition, countryZones }: TimeZoneClaims): string {
  const claimedZone = toTimetableZone(claimed);
  const positionZone = toTimetableZone(atPosition);
  if (!isTimeZone(claimedZone)) return positionZone;
  const isContradicted =
    countryZones.has(positionZone) && offsetsOf(claimedZone) !== offsetsOf(positionZone);
  return isContradicted ? positionZone : claimedZone;
}

export function isTimeZone(name: string): boolean {
  return offsetsOf(name) !== null;
}

export function toTimetableZone(name: string): string {
  const current = renamedTimeZones.get(name) ?? name;
  return timetableTimeZones.get(current) ?? current;
}

function offsetsOf(name: string): string | null {
  const known = offsets.get(name);
  if (known !== undefined) return known;
  const found = findOffsets(name);
  offsets.set(name, found);
  return found;
}

function findOffsets(name: string): string | null {
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
    return probeDates.map((date) => format.format(date)).join("|");
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
