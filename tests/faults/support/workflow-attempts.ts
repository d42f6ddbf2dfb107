import type { FaultStack } from "./fault-stack";
import type { Sale } from "./sale";

/** How often the supplier's step was begun, and how often a worker was lost in the workflow's own. */
export async function readAttempts(
  { temporal, partner }: FaultStack,
  { bookingId }: Sale,
): Promise<{ readonly supplierAttempts: number; readonly workflowTaskTimeouts: number }> {
  const handle = temporal.workflow.getHandle(`issue:${partner}:${bookingId}`);
  const { events } = await handle.fetchHistory();
  const started = (events ?? []).flatMap(({ activityTaskStartedEventAttributes: attributes }) =>
    attributes ? [attributes.attempt ?? 1] : [],
  );
  const timeouts = (events ?? []).filter((event) => event.workflowTaskTimedOutEventAttributes);
  return {
    supplierAttempts: Math.max(0, ...started),
    workflowTaskTimeouts: timeouts.length,
  };
}
