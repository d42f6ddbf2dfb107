export interface FiscalPeriod {
  /** `YYYY-MM` of the calendar month. */
  readonly code: string;
  /** The calendar year in which the fiscal year begins. */
  readonly fiscalYear: number;
  readonly startsOn: string;
  readonly endsOn: string;
}

/** The months of whole fiscal years, from the year that contains `from`. */
export function fiscalPeriods({
  from,
  startMonth,
  years,
}: {
  readonly from: string;
  readonly startMonth: number;
  readonly years: number;
}): FiscalPeriod[] {
  const year = Number(from.slice(0, 4));
  const month = Number(from.slice(5, 7));
  const firstYear = month >= startMonth ? year : year - 1;
  return Array.from({ length: years * 12 }, (_, index) => {
    const start = Date.UTC(firstYear, startMonth - 1 + index, 1);
    const end = Date.UTC(firstYear, startMonth + index, 0);
    const startsOn = dayOf(start);
    return {
      code: startsOn.slice(0, 7),
      fiscalYear: firstYear + Math.floor(index / 12),
      startsOn,
      endsOn: dayOf(end),
    };
  });
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
