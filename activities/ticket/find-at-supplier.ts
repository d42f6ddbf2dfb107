import { ApplicationFailure, cancellationSignal } from "@temporalio/activity";

import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { readIntents, settleIntents } from "../../db/write/supplier-requests";
import { canonicalJson } from "../../domain/canonical-json";
import { faultTypes } from "../../temporal/contract/failures";
import type { FindAtSupplierResult, SupplierStepInput } from "../../temporal/contract/supplier";
import type { SupplierDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { ofRefusedLook } from "./ask-supplier";
import { describeFound, isOnRecord, numbersOf } from "./found-documents";
import { settleWaitMs } from "./settle-wait";

/** Asks whether anything stands at the supplier, and settles the requests that the answer explains. */
export function createFindAtSupplier(dependencies: SupplierDependencies) {
  return async function findAtSupplier(input: SupplierStepInput): Promise<FindAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const intentKey = `issue:${input.bookingId}`;
    const [booking, { open }] = await Promise.all([
      getBooking(scope, input.bookingId),
      readIntents(scope, intentKey),
    ]);
    if (booking.reservation === null) return { kind: "nothing" };
    const { recordLocator, gdsProviderCode } = booking.reservation;
    const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
    const outcome = await keepHeartbeating(() =>
      supplier.retrieve({ recordLocator }, { signal: cancellationSignal() }),
    );
    if (outcome.kind === "refused") {
      throw ofRefusedLook(outcome, { mayHaveActed: open.length > 0 });
    }
    if (outcome.kind !== "done") throw fault(outcome.message, outcome.retryAfterMs);
    const reservation = outcome.value;
    if (reservation.isPending === true) throw fault(notConfirmedYet, notConfirmedRetryMs);
    const now = dependencies.now();
    const ids = open.map(({ supplierRequestId }) => supplierRequestId);
    if (reservation.documents.length > 0) {
      const numbers = numbersOf(reservation.documents);
      await settleIntents(scope, ids, {
        state: "succeeded",
        at: toDateTime(now),
        payload: canonicalJson({ adopted: true, numbers }),
      });
      const ours = open.length > 0 || (await isOnRecord(scope, intentKey, numbers));
      return describeFound(booking, reservation, { ours, adopted: true });
    }
    const waitMs = settleWaitMs(open, { now, settleMs: dependencies.policy.settleMs });
    if (waitMs > 0) throw fault("A request may still be at work at the supplier.", waitMs);
    await settleIntents(scope, ids, { state: "not_done", at: toDateTime(now) });
    return { kind: "nothing" };
  };
}

const notConfirmedYet = "It is paid, and the carrier has not confirmed it yet.";
const notConfirmedRetryMs = 20_000;

function fault(message: string, nextRetryDelay?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: faultTypes.outcomeUnknown,
    message,
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });
}
