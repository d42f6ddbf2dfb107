import type { FaultStack } from "./fault-stack";
import type { Sale } from "./sale";

/** How often the supplier's step was begun, and how often a worker was lost in the workflow's own. */
export async function readAttempts(
  { temporal, partner }: FaultStack,
  { bookingId }: Sale,
): Promise<{ readonly supplierAttempts: number; readonly workflowTaskTimeouts: number }> {
  const handle = temporal.workflow.getHandle(`issue:${partner}:${bookingId}`);
  const { events } = await handle.fetchHistory();
  const ofSupplier = new Set(
    (events ?? [])
      .filter(
        ({ activityTaskScheduledEventAttributes: scheduled }) =>
          scheduled?.activityType?.name === "issueAtSupplier",
      )
      .map(({ eventId }) => String(eventId)),
  );
  const attempts = (events ?? [])
    .map(({ activityTaskStartedEventAttributes: started }) => started)
    .filter((started) => ofSupplier.has(String(started?.scheduledEventId)))
    .map((started) => started?.attempt ?? 1);
  return {
    supplierAttempts: Math.max(0, ...attempts),
    workflowTaskTimeouts: (events ?? []).filter(
      ({ workflowTaskTimedOutEventAttributes: timedOut }) => timedOut,
    ).length,
  };
}
