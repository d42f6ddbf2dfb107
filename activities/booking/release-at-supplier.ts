import type { PartnerDatabase } from "../../db/partner-scope";
import type { HoldRecord } from "../../db/read/find-hold";
import { findIssuanceAtSupplier, getHold } from "../../db/read/find-hold";
import { readIntents } from "../../db/write/supplier-requests";
import { assertEndsUnissued } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type { AirSupplier } from "../../suppliers/port";
import type { ReleaseResult, ReleaseStep } from "../../temporal/contract/hold";
import type { SupplierDependencies } from "../dependencies";
import { askSupplier, ofRefusedLook, settleOpenIntents } from "../ticket/ask-supplier";
import { readOutcome } from "../ticket/read-supplier";

/** By which an issuance finds that its reservation is being let go of. */
export function releaseKey(bookingId: string): string {
  return `cancel:${bookingId}`;
}

/**
 * Lets a reservation go at the supplier. It reads it first: what carries documents is not cancelled
 * (TICKETED_ELSEWHERE), what is gone is released, and an expiry leaves what the supplier holds for
 * longer. Its intent is committed, and only then it looks for the request of an issuance
 * (OPERATION_IN_PROGRESS): an issuance commits its own and then looks for this intent, so one of
 * the two always sees the other.
 */
export function createReleaseAtSupplier(dependencies: SupplierDependencies) {
  return async function releaseAtSupplier(input: ReleaseStep): Promise<ReleaseResult> {
    const scope = await dependencies.openPartner(input.partner);
    const hold = await getHold(scope, input.bookingId);
    assertEndsUnissued(
      hold.state,
      input.purpose === "expire" ? "EXPIRED" : "CANCELLED_BEFORE_ISSUE",
    );
    const { recordLocator } = hold;
    if (recordLocator === null) return { kind: "released" };
    const supplier = await dependencies.openSupplier(scope, input.gdsProviderCode);
    const idempotencyKey = releaseKey(input.bookingId);
    const { open } = await readIntents(scope, idempotencyKey);
    const found = await look(supplier, recordLocator, { mayHaveActed: open.length > 0 });
    const answerOpen = (settlement: Parameters<typeof settleOpenIntents>[3]) =>
      settleOpenIntents(dependencies, scope, idempotencyKey, settlement);
    if (found === undefined || found.status === "cancelled") {
      await answerOpen({ state: "succeeded", text: "found cancelled" });
      return { kind: "released" };
    }
    if (found.documents.length > 0) {
      await answerOpen({ state: "not_done", text: "found ticketed" });
      throw await toTicketed(scope, input.bookingId, found);
    }
    const deadlineAt = input.purpose === "expire" ? found.ticketingDeadlineAt : undefined;
    if (deadlineAt !== undefined && Date.parse(deadlineAt) > Date.parse(dependencies.now())) {
      await answerOpen({ state: "not_done", text: "held for longer" });
      return { kind: "postponed", deadlineAt };
    }
    await cancel(dependencies, { scope, input, hold, supplier, recordLocator });
    return { kind: "released" };
  };
}

/** The reservation as the supplier has it; undefined where it has none. */
async function look(
  supplier: AirSupplier,
  recordLocator: string,
  earlier: { readonly mayHaveActed: boolean },
): Promise<Reservation | undefined> {
  const outcome = await readOutcome((options) => supplier.retrieve({ recordLocator }, options));
  if (outcome.kind === "done") return outcome.value;
  if (outcome.reason === "reservation_not_found") return undefined;
  throw ofRefusedLook(outcome, earlier);
}

async function toTicketed(
  scope: PartnerDatabase,
  bookingId: string,
  { documents }: Reservation,
): Promise<Refusal> {
  const issuance = await findIssuanceAtSupplier(scope, bookingId);
  if (issuance !== undefined) return beingIssued(issuance);
  return new Refusal(
    "TICKETED_ELSEWHERE",
    "The reservation carries tickets: it is not cancelled. Void or refund them first.",
    { documents: documents.length },
  );
}

function beingIssued(operationId: string): Refusal {
  return new Refusal(
    "OPERATION_IN_PROGRESS",
    "The booking is being issued. Follow that operation, or cancel it.",
    { operationId },
  );
}

async function cancel(
  dependencies: SupplierDependencies,
  {
    scope,
    input,
    hold,
    supplier,
    recordLocator,
  }: {
    readonly scope: PartnerDatabase;
    readonly input: ReleaseStep;
    readonly hold: HoldRecord;
    readonly supplier: AirSupplier;
    readonly recordLocator: string;
  },
): Promise<void> {
  const idempotencyKey = releaseKey(input.bookingId);
  // What was asked before may have been done: that is seen through, and an issuance waits for it.
  const wasAsked = (await readIntents(scope, idempotencyKey)).open.length > 0;
  let issuance: string | undefined;
  try {
    await askSupplier(dependencies, {
      scope,
      gdsProviderCode: input.gdsProviderCode,
      operation: "cancelOrder",
      bookingId: hold.bookingId,
      idempotencyKey,
      request: recordLocator,
      call: async (options) => {
        issuance = await findIssuanceAtSupplier(scope, input.bookingId);
        return issuance === undefined
          ? supplier.cancelOrder({ recordLocator, idempotencyKey }, options)
          : { kind: "notDone", message: "the booking is being issued" };
      },
      record: ({ status }) => ({ payload: { status } }),
    });
  } catch (error) {
    if (issuance === undefined || wasAsked) throw error;
    throw beingIssued(issuance);
  }
}
