import { Refusal } from "../refusal";

export type PeriodStatus = "open" | "soft_closed" | "closed" | "locked";
export type PeriodAction = "soft_close" | "close" | "lock" | "reopen";

export interface Period {
  /** `YYYY-MM`. */
  readonly code: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: PeriodStatus;
}

/** accounting.md 3: forward one step at a time, and back only from closed; locked is for good. */
export const periodTransitions = {
  soft_close: { from: "open", to: "soft_closed" },
  close: { from: "soft_closed", to: "closed" },
  lock: { from: "closed", to: "locked" },
  reopen: { from: "closed", to: "soft_closed" },
} as const satisfies Readonly<Record<PeriodAction, { from: PeriodStatus; to: PeriodStatus }>>;

/** Whether it takes entries of those who may adjust; closed and locked periods take nothing. */
export function takesAdjustments(status: PeriodStatus): boolean {
  return status === "open" || status === "soft_closed";
}

/** How far the periods before must be, for a period to go there. */
const earlierAtLeast: Readonly<Record<Exclude<PeriodAction, "reopen">, readonly PeriodStatus[]>> = {
  soft_close: ["soft_closed", "closed", "locked"],
  close: ["closed", "locked"],
  lock: ["locked"],
};

/**
 * Refuses a step that the period's own status does not allow (`PERIOD_STATE_INVALID`), one before
 * it has ended (`PERIOD_NOT_ENDED`), and one out of order (`PERIOD_ORDER_INVALID`): periods close
 * from the first to the last and reopen from the last closed one backwards, so that what a later
 * closed one was opened with never changes.
 */
export function assertPeriodStep(
  action: PeriodAction,
  period: Period,
  { all, today }: { readonly all: readonly Period[]; readonly today: string },
): void {
  const { from } = periodTransitions[action];
  if (period.status !== from) {
    throw new Refusal(
      "PERIOD_STATE_INVALID",
      `Period ${period.code} is ${period.status}; this takes one that is ${from}.`,
      { period: period.code, periodStatus: period.status },
    );
  }
  if (period.endsOn >= today) {
    throw new Refusal("PERIOD_NOT_ENDED", `Period ${period.code} ends on ${period.endsOn}.`, {
      period: period.code,
      endsOn: period.endsOn,
    });
  }
  const inTheWay = findInTheWay(action, period, all);
  if (inTheWay !== undefined) {
    throw new Refusal(
      "PERIOD_ORDER_INVALID",
      `Period ${inTheWay.code} is ${inTheWay.status}: it comes first.`,
      { period: period.code, first: inTheWay.code, periodStatus: inTheWay.status },
    );
  }
}

function findInTheWay(
  action: PeriodAction,
  period: Period,
  all: readonly Period[],
): Period | undefined {
  if (action === "reopen") {
    return all
      .filter(({ startsOn }) => startsOn > period.startsOn)
      .findLast(({ status }) => status === "closed" || status === "locked");
  }
  const allowed = earlierAtLeast[action];
  return all.find(
    ({ startsOn, status }) => startsOn < period.startsOn && !allowed.includes(status),
  );
}
