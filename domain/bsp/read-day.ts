import type { DayFormat } from "./columns/mapping";

const patterns: Readonly<Record<DayFormat, RegExp>> = {
  "YYYY-MM-DD": /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
  "DD/MM/YYYY": /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  "MM/DD/YYYY": /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  YYMMDD: /^(?<year>\d{2})(?<month>\d{2})(?<day>\d{2})$/,
  DDMMMYY: /^(?<day>\d{2})(?<month>[A-Z]{3})(?<year>\d{2})$/,
};

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");

/** A day as `YYYY-MM-DD`; two digits are a year of this century. Undefined where there is none such. */
export function readDay(text: string, format: DayFormat): string | undefined {
  const groups = patterns[format].exec(text.toUpperCase())?.groups;
  if (groups === undefined) return undefined;
  const { year = "", month = "", day = "" } = groups;
  const monthNumber = /^\d+$/.test(month) ? Number(month) : months.indexOf(month) + 1;
  const [fullYear, date] = [year.padStart(4, "20"), day.padStart(2, "0")];
  const whole = `${fullYear}-${String(monthNumber).padStart(2, "0")}-${date}`;
  const at = new Date(`${whole}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(whole) ? undefined : whole;
}
