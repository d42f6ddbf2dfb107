import { randomUUID } from "node:crypto";

import { airSupplierNames } from "../../../domain/supplier-names";
import { holdChanged, holdExpiryType } from "../../../temporal/contract/hold";
import { queueOfSupplier } from "../../../temporal/contract/queues";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import type { Call } from "../support/caller";
import type { FaultStack } from "../support/fault-stack";
import { until } from "../support/observe";
import type { Facts, MatrixAct, Subject } from "./act";
import { held } from "./act";

export const cancelHeld: MatrixAct = {
  name: "cancel",
  suppliers: airSupplierNames,
  passengers: 1,
  kind: "booking.cancel",
  posts: false,
  reads: "of each kind",
  prepare: () => Promise.resolve(""),
  begin: ({ seller, bookingId }) =>
    seller.caller.insist(`/v1/bookings/${bookingId}/cancel`, randomUUID(), {
      reason: "the customer changed their mind",
    }),
  expected: (end) => (end === "done" ? ended("CANCELLED_BEFORE_ISSUE", "cancelled") : held),
};

/**
 * The ticketing time limit is over, by the books; the supplier does not hold it for longer. What
 * lets the hold go is that of a cancellation, so that two suppliers will do.
 */
export const expireHeld: MatrixAct = {
  ...cancelHeld,
  name: "expire",
  suppliers: ["amadeus", "lcc"],
  kind: "booking.expire",
  prepare: async ({ supplier, locator, seller, bookingId }, { books }) => {
    await supplier.endHold(locator);
    await books.rows(
      `UPDATE bookings SET ticketing_deadline_at = NOW(6) - INTERVAL 1 MINUTE
        WHERE partner_id = (SELECT partner_id FROM partners WHERE public_id = ?) AND public_id = ?`,
      [seller.partner, bookingId],
    );
    return "";
  },
  begin: async (subject, environment) => {
    await waitBeside(subject, environment);
    return untilExpired(subject, environment);
  },
  expected: (end) => (end === "done" ? ended("EXPIRED", "expired") : held),
};

function ended(state: string, event: string): Facts {
  return { ...held, booking: state, events: `booking.${event}, booking.held` };
}

/** Nothing is told of what is prepared, so nobody waits beside it yet. */
async function waitBeside(
  { seller: { partner }, bookingId }: Subject,
  { books, temporal }: FaultStack,
): Promise<void> {
  const [row] = await books.rows(
    "SELECT booking_reference, gds_provider_code FROM bookings WHERE public_id = ?",
    [bookingId],
  );
  const gdsProviderCode = String(row?.["gds_provider_code"]);
  const bookingReference = String(row?.["booking_reference"]);
  await temporal.workflow.signalWithStart(holdExpiryType, {
    args: [{ schemaVersion: 1, partner, bookingId, bookingReference, gdsProviderCode }],
    signal: holdChanged,
    taskQueue: queueOfSupplier(gdsProviderCode),
    workflowId: workflowIds.holdExpiry(partner, bookingId),
  });
}

/** Nobody calls: the operation of the expiry says how it ended. */
async function untilExpired({ bookingId }: Subject, { books }: FaultStack): Promise<Call> {
  const status = await until(`the expiry of ${bookingId}`, async () => {
    const rows = await books
      .rows(
        `SELECT status FROM operations
          WHERE resource_public_id = ? AND operation_kind = 'booking.expire'
            AND status IN ('succeeded', 'failed')`,
        [bookingId],
      )
      .catch(() => []);
    return rows[0]?.["status"] ?? undefined;
  });
  const body = { status, resource: { id: bookingId } };
  return { met: [], final: { status: 200, headers: new Headers(), body }, endedAt: Date.now() };
}
