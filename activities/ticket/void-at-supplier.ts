import { createHash } from "node:crypto";

import { activityInfo, ApplicationFailure, cancellationSignal } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { insertIntent, listOpenIntents, settleIntents } from "../../db/write/supplier-requests";
import { canonicalJson } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import type { SupplierOutcome, TicketingSupplier, VoidResult } from "../../suppliers/port";
import { faultTypes } from "../../temporal/contract/failures";
import type { SupplierStepInput, VoidAtSupplierResult } from "../../temporal/contract/supplier";
import type { SupplierDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { toRefusal } from "./supplier-refusals";

/**
 * Voids whatever the reservation carries at the supplier, for an issuance that is abandoned.
 * Voiding again what is void changes nothing, so a lost answer is simply asked again.
 */
export function createVoidAtSupplier(dependencies: SupplierDependencies) {
  return async function voidAtSupplier(input: SupplierStepInput): Promise<VoidAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const booking = await getBooking(scope, input.bookingId);
    if (booking.reservation === null) return { voided: [], failed: [] };
    const supplier = await dependencies.openSupplier(scope, booking.reservation.gdsProviderCode);
    const numbers = await findIssued(supplier, booking.reservation.recordLocator);
    if (numbers.length === 0) {
      await closeOpenIssueIntents(scope, input, dependencies.now());
      return { voided: [], failed: [] };
    }
    const intentId = await openIntent(scope, {
      input,
      numbers,
      bookingId: booking.bookingId,
      at: toDateTime(dependencies.now()),
    });
    const outcome = await keepHeartbeating(() =>
      supplier.voidDocuments({ documentNumbers: numbers }, { signal: cancellationSignal() }),
    );
    const result = await conclude(scope, intentId, outcome, toDateTime(dependencies.now()));
    if (result.failed.length === 0) {
      await closeOpenIssueIntents(scope, input, dependencies.now());
    }
    return result;
  };
}

/** What the supplier has now; a supplier that cannot be asked is asked again later. */
async function findIssued(supplier: TicketingSupplier, recordLocator: string): Promise<string[]> {
  const outcome = await keepHeartbeating(() =>
    supplier.retrieve(recordLocator, { signal: cancellationSignal() }),
  );
  switch (outcome.kind) {
    case "done":
      return outcome.value.documents.flatMap(({ conjunction }) => conjunction);
    case "refused":
      if (outcome.reason === "reservation_not_found") return [];
      throw toRefusal(outcome);
    case "notDone":
    case "unknown":
      throw fault(outcome.message);
  }
}

/** Nothing of an abandoned issuance is left at the supplier: its open questions are answered. */
async function closeOpenIssueIntents(
  scope: PartnerDatabase,
  { bookingId }: SupplierStepInput,
  now: string,
): Promise<void> {
  const open = await listOpenIntents(scope, `issue:${bookingId}`);
  await settleIntents(
    scope,
    open.map(({ supplierRequestId }) => supplierRequestId),
    { state: "not_done", at: toDateTime(now), text: "abandoned: nothing is left at the supplier" },
  );
}

async function openIntent(
  scope: PartnerDatabase,
  intent: {
    readonly input: SupplierStepInput;
    readonly numbers: readonly string[];
    readonly bookingId: number;
    readonly at: string;
  },
): Promise<number> {
  const { workflowExecution, attempt, activityId } = activityInfo();
  invariant(workflowExecution !== undefined, "a supplier is asked by a workflow");
  return insertIntent(scope, {
    gds_provider_code: intent.input.gdsProviderCode,
    operation: "Ticket_CancelDocument",
    booking_id: intent.bookingId,
    workflow_id: workflowExecution.workflowId,
    workflow_run_id: workflowExecution.runId,
    step: `void:${activityId}`,
    attempt,
    idempotency_key: `void:${intent.input.bookingId}`,
    request_digest: createHash("sha256").update(canonicalJson(intent.numbers)).digest("hex"),
    sent_at: intent.at,
  });
}

async function conclude(
  scope: PartnerDatabase,
  intentId: number,
  outcome: SupplierOutcome<VoidResult>,
  at: string,
): Promise<VoidAtSupplierResult> {
  switch (outcome.kind) {
    case "done": {
      const { voided, failed } = outcome.value;
      await settleIntents(scope, [intentId], {
        state: failed.length === 0 ? "succeeded" : "refused",
        at,
        payload: canonicalJson({ voided: [...voided], failed: failed.map(({ number }) => number) }),
      });
      return {
        voided,
        failed: failed.map(({ number, supplierCode, supplierText }) => ({
          number,
          text: `${supplierCode} ${supplierText}`,
        })),
      };
    }
    case "refused":
      await settleIntents(scope, [intentId], {
        state: "refused",
        at,
        code: outcome.supplierCode,
        text: outcome.supplierText,
      });
      throw toRefusal(outcome);
    case "notDone":
    case "unknown":
      // Whatever happened, the next attempt reads what is left and voids that.
      await settleIntents(scope, [intentId], { state: "not_done", at, text: outcome.message });
      throw fault(outcome.message);
  }
}

function fault(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: faultTypes.supplierUnavailable, message });
}
