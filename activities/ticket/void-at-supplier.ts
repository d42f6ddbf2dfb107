import { createHash } from "node:crypto";

import { activityInfo, ApplicationFailure, cancellationSignal } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { insertIntent, listOpenIntents, settleIntents } from "../../db/write/supplier-requests";
import { canonicalJson } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import type { VoidResult } from "../../suppliers/air-operations";
import type { SupplierOutcome } from "../../suppliers/outcome";
import type { AirSupplier } from "../../suppliers/port";
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
    const { reservation, bookingId } = await getBooking(scope, input.bookingId);
    if (reservation === null) return { voided: [], failed: [] };
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const numbers = await findIssued(supplier, reservation.recordLocator);
    await answerOpenVoids(dependencies, scope, input, numbers.length === 0);
    if (numbers.length === 0) {
      await closeOpenIssueIntents(scope, input, dependencies.now());
      return { voided: [], failed: [] };
    }
    const { recordLocator } = reservation;
    const parts = { dependencies, scope, supplier, input, bookingId, recordLocator };
    const result = await voidNumbers(parts, numbers);
    if (result.failed.length === 0) {
      await closeOpenIssueIntents(scope, input, dependencies.now());
    }
    return toResult(result);
  };
}

/**
 * Voids tickets of a booking at the supplier, each of them or, where it voids some, those. What the
 * reservation no longer carries is void already. Refuses, having changed nothing, where it voids
 * none of them: `VOID_WINDOW_CLOSED` or `SUPPLIER_REFUSED`.
 */
export function createVoidTicketsAtSupplier(dependencies: SupplierDependencies) {
  return async function voidTicketsAtSupplier(
    input: SupplierStepInput & { readonly ticketNumbers: readonly string[] },
  ): Promise<VoidAtSupplierResult> {
    const scope = await dependencies.openPartner(input.partner);
    const { reservation, bookingId } = await getBooking(scope, input.bookingId);
    invariant(reservation !== null, "a ticket was issued from a reservation");
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const standing = await findIssued(supplier, reservation.recordLocator, { mustExist: true });
    const gone = input.ticketNumbers.filter((number) => !standing.includes(number));
    const numbers = input.ticketNumbers.filter((number) => standing.includes(number));
    await answerOpenVoids(dependencies, scope, input, gone.length > 0);
    if (numbers.length === 0) return { voided: gone, failed: [] };
    const { recordLocator } = reservation;
    const parts = { dependencies, scope, supplier, input, bookingId, recordLocator };
    const result = await voidNumbers(parts, numbers);
    const [refused] = result.failed;
    if (refused !== undefined && gone.length + result.voided.length === 0) {
      throw toVoidRefusal(refused);
    }
    return toResult({ ...result, voided: [...gone, ...result.voided] });
  };
}

function toVoidRefusal({ number, reason, supplierCode, supplierText }: FailedVoid): Refusal {
  const refusal = toRefusal({ kind: "refused", reason, supplierCode, supplierText });
  return new Refusal(
    reason === "void_window_closed" ? "VOID_WINDOW_CLOSED" : refusal.code,
    refusal.message,
    { ...refusal.details, ticket: number },
  );
}

type FailedVoid = VoidResult["failed"][number];

function toResult({ voided, failed }: VoidResult): VoidAtSupplierResult {
  return {
    voided,
    failed: failed.map(({ number, supplierCode, supplierText }) => ({
      number,
      text: `${supplierCode} ${supplierText}`,
    })),
  };
}

async function voidNumbers(
  {
    dependencies,
    scope,
    supplier,
    input,
    bookingId,
    recordLocator,
  }: {
    readonly dependencies: SupplierDependencies;
    readonly scope: PartnerDatabase;
    readonly supplier: AirSupplier;
    readonly input: SupplierStepInput;
    readonly bookingId: number;
    readonly recordLocator: string;
  },
  numbers: readonly string[],
): Promise<VoidResult> {
  const intentId = await openIntent(scope, {
    input,
    numbers,
    bookingId,
    at: toDateTime(dependencies.now()),
  });
  const outcome = await keepHeartbeating(() =>
    supplier.voidDocuments(
      { recordLocator, documentNumbers: numbers },
      { signal: cancellationSignal() },
    ),
  );
  return conclude(scope, intentId, outcome, toDateTime(dependencies.now()));
}

/** What the supplier has now; a supplier that cannot be asked is asked again later. */
async function findIssued(
  supplier: AirSupplier,
  recordLocator: string,
  { mustExist = false }: { readonly mustExist?: boolean } = {},
): Promise<string[]> {
  const outcome = await keepHeartbeating(() =>
    supplier.retrieve({ recordLocator }, { signal: cancellationSignal() }),
  );
  switch (outcome.kind) {
    case "done":
      return outcome.value.documents.flatMap(({ conjunction }) => conjunction);
    case "refused":
      if (outcome.reason === "reservation_not_found" && !mustExist) return [];
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

/** What the supplier has now answers the requests of attempts that never heard. */
async function answerOpenVoids(
  { now }: SupplierDependencies,
  scope: PartnerDatabase,
  { bookingId }: SupplierStepInput,
  isVoid: boolean,
): Promise<void> {
  const open = await listOpenIntents(scope, voidKey(bookingId));
  await settleIntents(
    scope,
    open.map(({ supplierRequestId }) => supplierRequestId),
    {
      state: isVoid ? "succeeded" : "not_done",
      at: toDateTime(now()),
      text: isVoid ? "found void" : "found standing",
    },
  );
}

function voidKey(bookingId: string): string {
  return `void:${bookingId}`;
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
    idempotency_key: voidKey(intent.input.bookingId),
    request_digest: createHash("sha256").update(canonicalJson(intent.numbers)).digest("hex"),
    sent_at: intent.at,
  });
}

async function conclude(
  scope: PartnerDatabase,
  intentId: number,
  outcome: SupplierOutcome<VoidResult>,
  at: string,
): Promise<VoidResult> {
  switch (outcome.kind) {
    case "done": {
      const { voided, failed } = outcome.value;
      await settleIntents(scope, [intentId], {
        state: failed.length === 0 ? "succeeded" : "refused",
        at,
        payload: canonicalJson({ voided: [...voided], failed: failed.map(({ number }) => number) }),
      });
      return outcome.value;
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
