const hourMs = 3_600_000;

export type HoldStep =
  | { readonly kind: "wait"; readonly waitMs: number }
  | { readonly kind: "remind"; readonly hours: number; readonly dueAt: string }
  | { readonly kind: "expire" };

/**
 * What a held booking waits for next. Reminders that were due before `remindedAt` (the last one, or
 * the beginning of the hold) are not sent any more. Instants in RFC 3339.
 */
export function planHold({
  deadlineAt,
  reminderHours,
  remindedAt,
  now,
}: {
  readonly deadlineAt: string;
  readonly reminderHours: readonly number[];
  readonly remindedAt: string;
  readonly now: string;
}): HoldStep {
  const deadlineMs = Date.parse(deadlineAt);
  const nowMs = Date.parse(now);
  if (nowMs >= deadlineMs) return { kind: "expire" };
  const reminders = reminderHours
    .map((hours) => ({ hours, dueMs: deadlineMs - hours * hourMs }))
    .filter(({ dueMs }) => dueMs > Date.parse(remindedAt))
    .toSorted((left, right) => left.dueMs - right.dueMs);
  const due = reminders.findLast(({ dueMs }) => dueMs <= nowMs);
  if (due !== undefined) {
    return { kind: "remind", hours: due.hours, dueAt: new Date(due.dueMs).toISOString() };
  }
  return { kind: "wait", waitMs: (reminders[0]?.dueMs ?? deadlineMs) - nowMs };
}
