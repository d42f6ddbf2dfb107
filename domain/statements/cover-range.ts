export interface DateRange {
  /** Absent: from the first entry on. */
  readonly from?: string | undefined;
  readonly to: string;
}

export interface PeriodDates {
  readonly periodId: number;
  readonly startsOn: string;
  readonly endsOn: string;
}

export interface RangeCover {
  /** Periods that lie in the range whole. */
  readonly periodIds: readonly number[];
  /** Days of the range that belong to a period only partly in it. */
  readonly days: readonly { readonly from: string; readonly to: string }[];
}

/** Covers a range with whole periods and as few days as possible. Periods come in their order. */
export function coverRange({ from, to }: DateRange, periods: readonly PeriodDates[]): RangeCover {
  const first = from ?? "";
  const parts = periods.filter(({ startsOn, endsOn }) => startsOn <= to && endsOn >= first);
  const isWhole = ({ startsOn, endsOn }: PeriodDates) => startsOn >= first && endsOn <= to;
  return {
    periodIds: parts.filter(isWhole).map(({ periodId }) => periodId),
    days: parts
      .filter((period) => !isWhole(period))
      .map(({ startsOn, endsOn }) => ({
        from: startsOn > first ? startsOn : first,
        to: endsOn < to ? endsOn : to,
      })),
  };
}
