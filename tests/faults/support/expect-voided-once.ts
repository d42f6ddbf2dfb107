import type { Call } from "./caller";
import type { FaultStack } from "./fault-stack";
import { until } from "./observe";
import type { Sale } from "./sale";

/**
 * What must hold of a void after any harm: the tickets are void at the supplier and in the books,
 * one entry mirrors their issuance to zero, nothing waits to be earned, one event and one audit row
 * tell of it, no request is left open, and a caller who asks again learns the same.
 */
export async function expectVoidedOnce(
  environment: FaultStack,
  sale: Sale,
  call: Call,
): Promise<void> {
  expect(statusOf(call)).toBe("succeeded");
  expect(await environment.supplier.documents(sale.recordLocator)).toEqual([]);
  expect(await factsOf(environment, sale)).toEqual({
    state: "CANCELLED_AFTER_ISSUE",
    standing: 0,
    entries: 2,
    unbalanced: 0,
    waiting: "0.000",
    events: 1,
    audited: 1,
  });
  await expectNothingOpen(environment, sale);
}

/** The supplier said no: the tickets stand there and here, and nothing was booked. */
export async function expectNotVoided(
  environment: FaultStack,
  sale: Sale,
  call: Call,
): Promise<void> {
  expect(statusOf(call)).toBe("failed");
  const standing = await environment.supplier.documents(sale.recordLocator);
  expect(standing.length).toBeGreaterThan(0);
  expect(await factsOf(environment, sale)).toMatchObject({
    state: "ISSUED",
    standing: standing.length,
    entries: 1,
    events: 0,
    audited: 0,
  });
  await expectNothingOpen(environment, sale);
}

function statusOf({ final }: Call): string {
  if (final.status === 201) return "succeeded";
  return final.status === 200 ? String(final.body["status"]) : "failed";
}

async function factsOf({ books }: FaultStack, { bookingId }: Sale) {
  const [row] = await books.rows(
    `SELECT booking.state,
       (SELECT COUNT(*) FROM booking_tickets AS ticket
         WHERE ticket.booking_id = booking.booking_id AND ticket.status = 'ISSUED') AS standing,
       (SELECT COUNT(*) FROM journal_entries AS entry
         WHERE entry.partner_id = booking.partner_id AND entry.source_public_id = booking.public_id) AS entries,
       (SELECT COUNT(*) FROM (
         SELECT line.booking_id AS booking_id, line.account_id
           FROM journal_entry_lines AS line
           GROUP BY line.booking_id, line.account_id
           HAVING SUM(IF(line.side = 'debit', line.functional_amount, -line.functional_amount)) <> 0
         ) AS open_account WHERE open_account.booking_id = booking.booking_id) AS unbalanced,
       (SELECT COALESCE(SUM(slice.functional_amount), 0) - COALESCE(SUM(released.functional_amount), 0)
          FROM revenue_schedules AS schedule
          JOIN revenue_schedule_lines AS slice ON slice.revenue_schedule_id = schedule.revenue_schedule_id
          LEFT JOIN revenue_releases AS released
            ON released.revenue_schedule_line_id = slice.revenue_schedule_line_id
         WHERE schedule.booking_id = booking.booking_id) AS waiting,
       (SELECT COUNT(*) FROM outbox_events AS event
         WHERE event.aggregate_id = booking.public_id AND event.event_type = 'ticket.voided') AS events,
       (SELECT COUNT(*) FROM audit_logs AS log
         WHERE log.target_entity_id = booking.public_id AND log.event_type = 'ticket.voided') AS audited
     FROM bookings AS booking WHERE booking.public_id = ?`,
    [bookingId],
  );
  return row;
}

/** An attempt that was given up on may still be writing down how it ended. */
async function expectNothingOpen({ books }: FaultStack, { bookingId }: Sale): Promise<void> {
  await until("requests without an outcome to be settled", async () => {
    const open = await books.rows(
      `SELECT supplier_request_id FROM supplier_request_log
        WHERE state IN ('pending', 'unknown') AND booking_id =
          (SELECT booking_id FROM bookings WHERE public_id = ?)`,
      [bookingId],
    );
    return open.length === 0 ? true : undefined;
  });
}
