import type { CouponReport } from "../../domain/coupon-reports";
import { invariant } from "../../domain/invariant";
import type { WaitingSlice } from "../../domain/move-slices";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { insertRows } from "./insert-rows";

/**
 * Writes what was told of coupons; returns the reports' keys in their order. The booking's row is
 * locked by the caller.
 */
export async function insertCouponReports(
  transaction: PartnerTransaction,
  reports: readonly CouponReport[],
): Promise<number[]> {
  const { db } = transaction;
  const coupons = await db
    .selectFrom("booking_ticket_coupons")
    .select(["booking_ticket_coupon_id", "booking_ticket_id", "coupon_number"])
    .where("booking_ticket_id", "in", [...new Set(reports.map(({ ticket }) => ticket.ticketId))])
    .execute();
  const ids: number[] = [];
  for (const { ticket, couponNumber, outcome, on, expiresOn } of reports) {
    const coupon = coupons.find(
      (row) => row.booking_ticket_id === ticket.ticketId && row.coupon_number === couponNumber,
    );
    invariant(coupon !== undefined, "a report is of a coupon of the booking");
    const id = coupon.booking_ticket_coupon_id;
    const row = {
      booking_ticket_coupon_id: id,
      outcome_kind: outcome,
      occurred_on: on,
      expires_on: expiresOn,
    };
    const result = await db.insertInto("coupon_reports").values(row).executeTakeFirstOrThrow();
    ids.push(Number(result.insertId));
    if (outcome !== "flown") continue;
    await db
      .updateTable("booking_ticket_coupons")
      .set((eb) => ({ coupon_status: "FLOWN", version: eb("version", "+", 1) }))
      .where("booking_ticket_coupon_id", "=", id)
      .execute();
  }
  return ids;
}

interface InsertedMove {
  readonly slice: WaitingSlice;
  readonly rule: Database["revenue_schedule_moves"]["move_kind"];
  readonly dueOn: string;
  readonly couponReportId: number | null;
}

/** A slice is never changed: where it falls due on another day, a further row says so, and why. */
export async function insertScheduleMoves(
  transaction: PartnerTransaction,
  moves: readonly InsertedMove[],
): Promise<void> {
  if (moves.length === 0) return;
  await insertRows(
    transaction,
    "revenue_schedule_moves",
    moves.map(({ slice, rule, dueOn, couponReportId }) => ({
      revenue_schedule_line_id: slice.lineId,
      move_number: slice.moves + 1,
      move_kind: rule,
      moved_from: slice.dueOn,
      due_on: dueOn,
      coupon_report_id: couponReportId,
    })),
  );
}
