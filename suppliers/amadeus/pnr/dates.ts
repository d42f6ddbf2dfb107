const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const dayMs = 86_400_000;

/** `221026` is 2026-10-22: PNR dates have two-digit years of this century. */
export function parseDayMonthYear(text: string): string | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(text);
  return match === null ? undefined : toDate(`20${match[3]}`, match[2], match[1]);
}

/** `07022003`, `07FEB2003` and `07FEB03`: a birth date lies in the past. */
export function parseBirthDate(text: string, now: Date): string | undefined {
  const numeric = /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (numeric !== null) return toDate(numeric[3], numeric[2], numeric[1]);
  const named = /^(\d{2})([A-Z]{3})(\d{2}|\d{4})$/.exec(text);
  if (named === null) return undefined;
  const [, day, month, year = ""] = named;
  if (year.length === 4) return toDate(year, monthNumber(month), day);
  const recent = toDate(`20${year}`, monthNumber(month), day);
  const isPast = recent !== undefined && recent <= now.toISOString().slice(0, 10);
  return isPast ? recent : toDate(`19${year}`, monthNumber(month), day);
}

/** `01NOV26`, or `01NOV` for a date of issue: the last one that is not after tomorrow. */
export function parseIssueDate(text: string, now: Date): string | undefined {
  const match = /^(\d{2})([A-Z]{3})(\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const [, day, month, shortYear] = match;
  if (shortYear !== undefined) return toDate(`20${shortYear}`, monthNumber(month), day);
  const latest = new Date(now.getTime() + dayMs).toISOString().slice(0, 10);
  const year = now.getUTCFullYear() + 1;
  for (let candidate = year; candidate > year - 9; candidate -= 1) {
    const date = toDate(String(candidate), monthNumber(month), day);
    if (date !== undefined && date <= latest) return date;
  }
  return undefined;
}

/** `01NOV26` for 2026-11-01. */
export function formatIssueDate(date: string): string {
  return `${date.slice(8, 10)}${months[Number(date.slice(5, 7)) - 1]}${date.slice(2, 4)}`;
}

/** `011126` of `2026-11-01…`. */
export function toShortDate(date: string): string {
  return `${date.slice(8, 10)}${date.slice(5, 7)}${date.slice(2, 4)}`;
}

/** `0930` of `…T09:30…`. */
export function toShortTime(time: string): string {
  return time.slice(11, 16).replace(":", "");
}

/** `2026-11-01T09:30` at an airport; undefined where it is no time of day. */
export function toLocalTime(date: string | undefined, hourMinute: string): string | undefined {
  const match = /^([01]\d|2[0-3])([0-5]\d)$/.exec(hourMinute);
  return date === undefined || match === null ? undefined : `${date}T${match[1]}:${match[2]}`;
}

/** The instant of a local time in a zone; of two, the one before the clocks go back. */
export function toInstant(localTime: string, timeZone: string): string {
  const wallClockMs = Date.parse(`${localTime}:00Z`);
  const firstGuess = wallClockMs - zoneOffsetMs(new Date(wallClockMs), timeZone);
  const instant = wallClockMs - zoneOffsetMs(new Date(firstGuess), timeZone);
  return new Date(instant).toISOString();
}

/** Today's date where a zone's clocks are. */
export function dateInZone(now: Date, timeZone: string): string {
  return new Date(now.getTime() + zoneOffsetMs(now, timeZone)).toISOString().slice(0, 10);
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

function zoneOffsetMs(instant: Date, timeZone: string): number {
  let format = offsetFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    offsetFormats.set(timeZone, format);
  }
  const name = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value;
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name ?? "");
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = "0"] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}

function monthNumber(name: string | undefined): string | undefined {
  const index = months.indexOf(name ?? "");
  return index === -1 ? undefined : String(index + 1).padStart(2, "0");
}

function toDate(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  if (month === undefined) return undefined;
  const date = `${year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  return isReal ? date : undefined;
}
