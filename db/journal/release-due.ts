import { sql } from "kysely";

import type { EarnedSum } from "../../domain/posting/recognise";
import type { PartnerTransaction } from "../partner-scope";
import { toMoney } from "../read/amounts";
import { selectDue } from "../read/due-recognition";
import { selectReleases } from "../read/revenue-releases";

/**
 * Releases all that is due of some bookings by one statement; returns what it comes to, read from
 * what was released. For books of one currency: nothing is translated. The bookings are locked.
 */
export async function releaseDue(
  transaction: PartnerTransaction,
  due: {
    readonly bookingIds: readonly number[];
    readonly through: string;
    readonly recognitionRunId: number;
    readonly postingKey: string;
    readonly functionalCurrency: string;
  },
): Promise<EarnedSum[]> {
  const { bookingIds, through, recognitionRunId, postingKey, functionalCurrency } = due;
  const { db } = transaction;
  await db
    .insertInto("revenue_releases")
    .columns([
      "revenue_schedule_line_id",
      "release_reason",
      "recognition_run_id",
      "transaction_amount",
      "functional_amount",
      "posting_key",
    ])
    .expression(({ selectFrom }) =>
      selectFrom(selectDue(transaction, through, bookingIds).as("due"))
        // Sold meanwhile, in a currency that has a rate: the next run's.
        .whereRef("due.transaction_currency", "=", "due.functional_currency")
        .select(({ val }) => [
          "due.revenue_schedule_line_id",
          val("recognition").as("release_reason"),
          val(recognitionRunId).as("recognition_run_id"),
          sql<string>`due.functional_amount - due.released_amount`.as("transaction_amount"),
          sql<string>`due.functional_amount - due.released_amount`.as("functional_amount"),
          val(postingKey).as("posting_key"),
        ]),
    )
    .execute();
  const rows = await selectReleases(transaction)
    .innerJoin("bookings as booking", "booking.booking_id", "schedule.booking_id")
    .innerJoin(
      "booking_tickets as ticket",
      "ticket.booking_ticket_id",
      "schedule.booking_ticket_id",
    )
    .innerJoin(
      "chart_of_accounts as deferred",
      "deferred.account_id",
      "schedule.deferred_account_id",
    )
    .innerJoin("chart_of_accounts as earned", "earned.account_id", "schedule.recognised_account_id")
    .where("release.posting_key", "=", postingKey)
    .select([
      "schedule.schedule_kind as kind",
      "deferred.account_code as deferredAccount",
      "earned.account_code as recognisedAccount",
      "ticket.supplier_id as supplierId",
      "booking.product_code as productCode",
      "booking.branch_id as branchId",
      sql<string>`SUM(release.functional_amount)`.as("amount"),
    ])
    .groupBy([
      "schedule.schedule_kind",
      "deferred.account_code",
      "earned.account_code",
      "ticket.supplier_id",
      "booking.product_code",
      "booking.branch_id",
    ])
    .orderBy("deferred.account_code")
    .orderBy("schedule.schedule_kind")
    .orderBy("booking.branch_id")
    .orderBy("ticket.supplier_id")
    .execute();
  return rows.map(({ branchId, amount, ...row }) => ({
    ...row,
    ...(branchId === null ? {} : { branchId }),
    amount: toMoney(amount, functionalCurrency),
  }));
}
