import { invariant } from "../../domain/invariant";
import type { EntryLine } from "../../domain/journal/build-entry";
import { formatAmount } from "../../domain/money";
import type { Deferral } from "../../domain/posting/issuance";
import { scheduleDeferral } from "../../domain/recognition";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { insertRows } from "../write/insert-rows";

/**
 * Writes when each deferred amount will be earned, in the commit that deferred it. Functional
 * amounts are those of the entry's lines: what is recognised later is never translated again.
 */
export async function insertRevenueSchedules(
  transaction: PartnerTransaction,
  deferrals: readonly Deferral[],
  entry: {
    readonly bookingId: number;
    readonly postingKey: string;
    readonly lines: readonly EntryLine[];
    readonly accountIds: ReadonlyMap<string, number>;
  },
): Promise<void> {
  if (deferrals.length === 0) return;
  const { accountIds } = entry;
  const schedules = deferrals.map((deferral) => ({
    publicId: newId("revenueSchedule"),
    deferral,
    functional: functionalOf(deferral, entry.lines),
  }));
  const result = await transaction.db
    .insertInto("revenue_schedules")
    .values(
      schedules.map(({ publicId, deferral, functional }) => ({
        public_id: publicId,
        booking_id: entry.bookingId,
        booking_ticket_id: deferral.ticketId,
        schedule_kind: deferral.kind,
        recognition_policy: deferral.policy,
        deferred_account_id: idOf(accountIds, deferral.deferredAccount),
        recognised_account_id: idOf(accountIds, deferral.recognisedAccount),
        transaction_currency: deferral.amount.currency,
        transaction_amount: formatAmount(deferral.amount),
        functional_currency: functional.currency,
        functional_amount: formatAmount(functional),
        posting_key: entry.postingKey,
      })),
    )
    .executeTakeFirstOrThrow();
  const ids =
    schedules.length === 1
      ? new Map(schedules.map(({ publicId }) => [publicId, Number(result.insertId)]))
      : await findScheduleIds(transaction, schedules);
  await insertLines(transaction, schedules, ids);
}

async function findScheduleIds(
  { db }: PartnerTransaction,
  schedules: readonly { readonly publicId: string }[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("revenue_schedules")
    .select(["revenue_schedule_id", "public_id"])
    .where(
      "public_id",
      "in",
      schedules.map(({ publicId }) => publicId),
    )
    .execute();
  return new Map(rows.map((row) => [row.public_id, row.revenue_schedule_id]));
}

async function insertLines(
  transaction: PartnerTransaction,
  schedules: readonly {
    readonly publicId: string;
    readonly deferral: Deferral;
    readonly functional: Deferral["amount"];
  }[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  await insertRows(
    transaction,
    "revenue_schedule_lines",
    schedules.flatMap(({ publicId, deferral, functional }) => {
      const { policy, segments } = deferral;
      const functionalSlices = scheduleDeferral(functional, policy, segments);
      return scheduleDeferral(deferral.amount, policy, segments).map((slice, index) => ({
        revenue_schedule_id: idOf(ids, publicId),
        line_number: index + 1,
        booking_segment_id: slice.segmentId ?? null,
        recognise_on: slice.recogniseOn,
        transaction_amount: formatAmount(slice.amount),
        functional_amount: formatAmount(functionalSlices[index]?.amount ?? functional),
      }));
    }),
  );
}

/** Mark-up and fee share an account, and what an exchange adds follows what it moved. */
function functionalOf(deferral: Deferral, lines: readonly EntryLine[]): Deferral["amount"] {
  if (deferral.carriedAt !== undefined) return deferral.carriedAt.functional;
  const line = lines.findLast(
    ({ account, dimensions, transaction }) =>
      account === deferral.deferredAccount &&
      dimensions.ticketId === deferral.ticketId &&
      (dimensions.supplierId === undefined) === (deferral.kind === "service_fee") &&
      transaction.minor === deferral.amount.minor,
  );
  invariant(line !== undefined, "each deferral is a line of the entry that defers it");
  return line.functional;
}

function idOf(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  invariant(id !== undefined, `${key} was just looked up`);
  return id;
}
