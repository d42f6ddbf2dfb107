import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { today } from "./database";

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
