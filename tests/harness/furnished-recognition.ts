import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import { inTransaction } from "../../db/transaction";
import { writeHistory } from "../../db/write/history";
import { reportCoupons } from "../../services/booking/report-coupons";
import { now, nowAsDateTime, testContext, today } from "./database";

/** An agreement of the partner's first supplier, of which a little was accrued; returns its public id. */
export async function insertOverrideRows(scope: PartnerDatabase): Promise<string> {
  const { db } = scope;
  const { supplier_id: supplierId } = await db
    .selectFrom("suppliers")
    .select("supplier_id")
    .orderBy("supplier_id")
    .executeTakeFirstOrThrow();
  const publicId = newId("overrideAgreement");
  const { insertId } = await db
    .insertInto("override_agreements")
    .values({
      public_id: publicId,
      agreement_code: publicId.slice(4).toUpperCase(),
      supplier_id: supplierId,
      commission_kind: "override",
      valid_from: "2020-01-01",
      valid_until: "2020-12-31",
      currency: "BDT",
      tiers: "[]",
    })
    .executeTakeFirstOrThrow();
  const ids = [Number(insertId)];
  const history = { table: "override_agreements", ids, type: "INSERT" } as const;
  await inTransaction(scope, (transaction) =>
    writeHistory(transaction, { ...history, at: nowAsDateTime() }),
  );
  const period = await db
    .selectFrom("accounting_periods")
    .select("accounting_period_id")
    .orderBy("starts_on")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("override_accruals")
    .values({
      ...period,
      override_agreement_id: Number(insertId),
      currency: "BDT",
      volume_amount: "0",
      expected_amount: "0",
      probable_amount: "0",
      accrued_amount: "0",
      posting_key: "override-accrual:none",
    })
    .execute();
  return publicId;
}

/** A word of the partner's first person for its first period. */
export async function insertSignOffRow({ db }: PartnerDatabase): Promise<void> {
  const period = await db
    .selectFrom("accounting_periods")
    .select("accounting_period_id")
    .orderBy("starts_on")
    .executeTakeFirstOrThrow();
  const user = await db
    .selectFrom("users")
    .select("user_id")
    .orderBy("user_id")
    .executeTakeFirstOrThrow();
  const row = { ...period, ...user, sign_off_kind: "given", role_code: "controller" } as const;
  await db.insertInto("period_sign_offs").values(row).execute();
}

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
