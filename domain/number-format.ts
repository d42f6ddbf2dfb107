/** How the numbers that people go by are written: `TVB-2026-000123`. */
export interface NumberFormat {
  readonly prefix: string;
  /** `none`: one series over all years; else numbers count from one each year. */
  readonly year: (typeof numberYears)[number];
  readonly separator: (typeof numberSeparators)[number];
  /** At least; a longer number is not cut. */
  readonly digits: number;
}

export const numberYears = ["full", "short", "none"] as const;
export const numberSeparators = ["-", ".", ""] as const;
export const numberDigits = { min: 3, max: 10 } as const;

/**
 * Whether no two numbers can read the same. A year stands apart from the number, so that what is
 * counted by years never reads like what is counted over all of them, whatever held before.
 */
export function isUnambiguous({
  year,
  separator,
}: Pick<NumberFormat, "year" | "separator">): boolean {
  return year === "none" || separator !== "";
}

/** The series that the next number is taken from: a change of format goes on in it, without a gap. */
export function seriesOf<Name extends string>(
  name: Name,
  { year }: NumberFormat,
  inYear: number,
): Name | `${Name}:${number}` {
  return year === "none" ? name : `${name}:${inYear}`;
}

export function writeNumber(
  { prefix, year, separator, digits }: NumberFormat,
  { inYear, number }: { readonly inYear: number; readonly number: number },
): string {
  const years = { full: [`${inYear}`], short: [`${inYear}`.slice(-2)], none: [] };
  return [prefix, ...years[year], `${number}`.padStart(digits, "0")].join(separator);
}
