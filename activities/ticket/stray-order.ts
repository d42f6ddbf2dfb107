import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { findOperation } from "../../db/read/get-operation";
import { listOperations } from "../../db/read/list-operations";
import { inTransaction } from "../../db/transaction";
import { updateOperation } from "../../db/write/operations";
import { hasBeenIssued } from "../../domain/booking-state";
import { insertOperation } from "../../services/operation/begin-operation";
import { faultTypes } from "../../temporal/contract/failures";
import { strayOrderEndSchema } from "../../temporal/contract/schemas/stray-order";
import type {
  SettleStrayOrderInput,
  StrayOrderBegun,
  StrayOrderEnd,
} from "../../temporal/contract/stray-order";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { LedgerDependencies, SupplierDependencies } from "../dependencies";
import { ofRefusedLook, retryable } from "./ask-supplier";
import { numbersOf } from "./found-documents";
import { readOutcome } from "./read-supplier";

const kind = "supplier_order.settle";
const notConfirmedRetryMs = 20_000;

/** The tickets that an order which is in no booking carries; none where it is not there either. */
export function createReadStrayOrder({ openPartner, openSupplier }: SupplierDependencies) {
  return async function readStrayOrder({
    partner,
    gdsProviderCode,
    recordLocator,
  }: SettleStrayOrderInput): Promise<string[]> {
    const supplier = await openSupplier(await openPartner(partner), gdsProviderCode);
    const outcome = await readOutcome((options) => supplier.retrieve({ recordLocator }, options));
    if (outcome.kind === "refused") {
      if (outcome.reason === "reservation_not_found") return [];
      throw ofRefusedLook(outcome, { mayHaveActed: false });
    }
    const { isPending, documents } = outcome.value;
    if (isPending === true) {
      const text = "It is paid, and the carrier has not confirmed it yet.";
      throw retryable(faultTypes.outcomeUnknown, text, notConfirmedRetryMs);
    }
    return [...numbersOf(documents)];
  };
}

/** What is kept in our own books of orders that are in no booking. */
export function createStrayOrderRecords({ openPartner, observer, now }: LedgerDependencies) {
  return {
    /**
     * Begins the operation by which a person decides; run again, it finds that. An order that has
     * been issued as a booking, and tickets that a person has dismissed, ask nobody.
     */
    beginStrayOrder: async (
      input: SettleStrayOrderInput,
      numbers: readonly string[],
    ): Promise<StrayOrderBegun> => {
      const scope = await openPartner(input.partner);
      return inTransaction(scope, (transaction) => begin(transaction, input, numbers), observer);
    },

    endStrayOrder: async (
      { partner, operationId }: SettleStrayOrderInput,
      result: StrayOrderEnd,
    ): Promise<void> => {
      const change = { status: "succeeded", stage: result.outcome, result } as const;
      const scope = await openPartner(partner);
      await updateOperation(scope, operationId, { ...change, at: toDateTime(now()) });
    },
  };
}

async function begin(
  transaction: PartnerTransaction,
  input: SettleStrayOrderInput,
  numbers: readonly string[],
): Promise<StrayOrderBegun> {
  const { partner, gdsProviderCode, recordLocator, operationId: publicId } = input;
  const booking = await transaction.db
    .selectFrom("booking_pnrs")
    .innerJoin("bookings", "bookings.booking_id", "booking_pnrs.booking_id")
    .select(["bookings.booking_reference", "bookings.state"])
    .where("booking_pnrs.gds_provider_code", "=", gdsProviderCode)
    .where("booking_pnrs.supplier_record_locator", "=", recordLocator)
    .where("booking_pnrs.is_current", "=", 1)
    .executeTakeFirst();
  if (booking !== undefined && hasBeenIssued(booking.state)) return { kind: "booked" };
  const begun = { kind: "begun", bookingReference: booking?.booking_reference ?? null } as const;
  if ((await findOperation(transaction, { publicId })) !== undefined) return begun;
  if (await wasDismissed(transaction, input, numbers)) return { kind: "known" };
  await insertOperation(
    transaction,
    {
      publicId,
      kind,
      workflowId: workflowIds.settleStrayOrder(partner, gdsProviderCode, recordLocator),
      resource: { type: "supplier_order", id: recordLocator },
      request: input,
    },
    {},
  );
  return begun;
}

/** By the newest decision on the order: other tickets are asked of anew. */
async function wasDismissed(
  transaction: PartnerTransaction,
  { gdsProviderCode, recordLocator }: SettleStrayOrderInput,
  numbers: readonly string[],
): Promise<boolean> {
  const filter = { kind, resourceId: recordLocator, gdsProviderCode };
  const { items } = await listOperations(transaction, filter, { limit: 1 });
  const { data } = strayOrderEndSchema.safeParse(items[0]?.result);
  return data?.outcome === "dismissed" && data.ticketNumbers.join() === numbers.join();
}
