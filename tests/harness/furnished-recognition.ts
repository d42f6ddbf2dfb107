import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import { inTransaction } from "../../db/transaction";
import { reportCoupons } from "../../services/booking/report-coupons";
import { now, nowAsDateTime, testContext, today } from "./database";

/** A run of the partner's first period that found nothing to do; returns its public id. */
export async function insertRecognitionRow(scope: PartnerDatabase): Promise<string> {
  const period = await scope.db
    .selectFrom("accounting_periods")
    .select("accounting_period_id")
    .orderBy("starts_on")
    .executeTakeFirstOrThrow();
  const publicId = newId("recognitionRun");
  await scope.db
    .insertInto("recognition_runs")
    .values({
      public_id: publicId,
      accounting_period_id: period.accounting_period_id,
      recognised_through: today(),
      run_status: "succeeded",
      due_booking_count: 0,
      due_line_count: 0,
      due_amount: "0",
      functional_currency: "BDT",
      workflow_id: "x",
    })
    .execute();
  return publicId;
}

/** The first flight of a booking is not taken: what waits for it waits until the ticket expires. */
export async function insertCouponReport(scope: PartnerDatabase, bookingId: string): Promise<void> {
  const { tickets } = await getBooking(scope, bookingId);
  await inTransaction(scope, (transaction) =>
    reportCoupons(transaction, {
      bookingId,
      told: [{ ticketNumber: tickets[0]?.number ?? "", couponNumber: 1, outcome: "unused" }],
      assertVersion: () => {},
      context: testContext,
      now: now(),
      at: nowAsDateTime(),
    }),
  );
}
