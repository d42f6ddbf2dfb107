const dayMs = 86_400_000;

/** Building one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a time zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, instant: string): string {
  return formatOf(timeZone).format(new Date(instant));
}

export function yearIn(timeZone: string, instant: string): number {
  return Number(dayIn(timeZone, instant).slice(0, 4));
}

/** The calendar day before a day, both `YYYY-MM-DD`. */
export function previousDay(day: string): string {
  return addDays(day, -1);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days after the first the second one is; below zero where it is before. */
export function daysBetween(first: string, second: string): number {
  return (Date.parse(`${second}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / dayMs;
}

const hourMs = 3_600_000;

/** The first instant of a calendar day in a time zone. */
export function startOfDayIn(timeZone: string, day: string): string {
  return instantIn(timeZone, day, "00:00");
}

/**
 * The first instant at which clocks in a time zone show this time (`HH:mm`) of the day or a later
 * one: zones are whole minutes from UTC, within 14 hours.
 */
export function instantIn(timeZone: string, day: string, time: string): string {
  const wanted = `${day} ${time}`;
  const format = formatOf(timeZone, toTheMinute);
  let before = Date.parse(`${day}T${time}:00Z`) - 15 * hourMs;
  let after = before + 30 * hourMs;
  while (after - before > 60_000) {
    const middle = before + Math.floor((after - before) / 120_000) * 60_000;
    if (format.format(new Date(middle)).replace(", ", " ") < wanted) before = middle;
    else after = middle;
  }
  return new Date(after).toISOString();
}

const toTheDay = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
const toTheMinute = { ...toTheDay, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

function formatOf(
  timeZone: string,
  precision: typeof toTheDay | typeof toTheMinute = toTheDay,
): Intl.DateTimeFormat {
  const key = precision === toTheDay ? timeZone : `${timeZone} to the minute`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, ...precision });
  formats.set(key, format);
  return format;
}
