/** When a recurring entry is made; days are the partner's. */
export interface Recurrence {
  readonly frequency: "daily" | "weekly" | "monthly" | "yearly";
  /** 1 is Monday (ISO 8601). */
  readonly dayOfWeek: number | null;
  /** 1 to 28, so that every month has it. */
  readonly dayOfMonth: number | null;
  readonly monthOfYear: number | null;
  readonly startsOn: string;
  readonly endsOn: string | null;
}

export type RecurringStatus = "requested" | "active" | "paused" | "rejected" | "ended";

const moves = {
  start: { from: ["requested"], to: "active" },
  pause: { from: ["active"], to: "paused" },
  resume: { from: ["paused"], to: "active" },
  end: { from: ["active", "paused"], to: "ended" },
} as const satisfies Record<
  string,
  { readonly from: readonly RecurringStatus[]; readonly to: RecurringStatus }
>;

export type RecurringAction = keyof typeof moves;

/** Where an action leads, or undefined where it cannot be taken from there. */
export function findNextStatus(
  status: RecurringStatus,
  action: RecurringAction,
): RecurringStatus | undefined {
  const { from, to } = moves[action];
  return from.some((one) => one === status) ? to : undefined;
}
