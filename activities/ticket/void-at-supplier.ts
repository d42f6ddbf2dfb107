import { cancellationSignal } from "@temporalio/activity";

import type { PartnerDatabase } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import { readIntents } from "../../db/write/supplier-requests";
import { chooseTickets } from "../../domain/chosen-tickets";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import { partOfTickets } from "../../domain/split/booking-parts";
import type { VoidResult } from "../../suppliers/air-operations";
import { isWholly } from "../../suppliers/coupon-status";
import type { AirSupplier } from "../../suppliers/port";
import { faultTypes } from "../../temporal/contract/failures";
import type { SupplierStepInput, VoidAtSupplierResult } from "../../temporal/contract/supplier";
import type { SupplierDependencies } from "../dependencies";
import { keepHeartbeating } from "../heartbeat";
import { askSupplier, ofRefusedLook, retryable, settleOpenIntents } from "./ask-supplier";
import { readSupplier } from "./read-supplier";
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
    const earlier = await readEarlier(scope, [
      voidKey(input.bookingId),
      `issue:${input.bookingId}`,
    ]);
    const numbers = await findIssued(supplier, reservation.recordLocator, earlier);
    await answerOpenVoids(dependencies, scope, input, numbers.length === 0);
    if (numbers.length === 0) {
      await closeOpenIssueIntents(dependencies, scope, input);
      return { voided: [], failed: [] };
    }
    const { recordLocator } = reservation;
    const parts = { dependencies, scope, supplier, input, bookingId, recordLocator };
    const result = await voidNumbers(parts, numbers);
    if (result.failed.length === 0) {
      await closeOpenIssueIntents(dependencies, scope, input);
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
    const booking = await getBooking(scope, input.bookingId);
    const { documents } = chooseTickets(booking, input.ticketNumbers);
    const { reservation, bookingId } = partOfTickets(booking, documents);
    invariant(reservation !== null, "a ticket was issued from a reservation");
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const earlier = await readEarlier(scope, [voidKey(input.bookingId)]);
    const look = { ...earlier, mustExist: true };
    const standing = await findIssued(supplier, reservation.recordLocator, look);
    const gone = input.ticketNumbers.filter((number) => !standing.includes(number));
    const numbers = input.ticketNumbers.filter((number) => standing.includes(number));
    const otherwise = await findOtherwiseGone(supplier, reservation.recordLocator, gone, earlier);
    await answerOpenVoids(dependencies, scope, input, gone.length > 0 && otherwise === undefined);
    if (otherwise !== undefined) throw new Refusal("TICKET_NOT_VOIDABLE", ...otherwise);
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

/**
 * Where orders are cancelled whole, the supplier may have refunded what was to be voided: that is
 * no void, whoever asked for it. Why not, and of which document.
 */
async function findOtherwiseGone(
  supplier: AirSupplier,
  recordLocator: string,
  gone: readonly string[],
  earlier: Earlier,
): Promise<[message: string, details: Record<string, string>] | undefined> {
  const { voidsInPart, operations } = supplier.capabilities;
  if (gone.length === 0 || voidsInPart || !operations.has("getDocumentStatus")) return undefined;
  const asked = { recordLocator, documentNumbers: gone };
  const statuses = await readSupplier(
    (options) => supplier.getDocumentStatus(asked, options),
    earlier,
  );
  const other = statuses.find((document) => !isWholly(document, "voided"));
  if (other === undefined) return undefined;
  const status = other.coupons.find((coupon) => coupon.status !== "voided")?.status ?? "other";
  return [
    `The document ${other.number} is ${status} at the supplier, not void.`,
    { ticket: other.number, coupon_status: status },
  ];
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

function voidNumbers(
  { dependencies, scope, supplier, input, bookingId, recordLocator }: VoidParts,
  numbers: readonly string[],
): Promise<VoidResult> {
  return askSupplier(dependencies, {
    scope,
    gdsProviderCode: input.gdsProviderCode,
    operation: "voidDocuments",
    bookingId,
    idempotencyKey: voidKey(input.bookingId),
    request: [...numbers],
    // Whatever happened, the next attempt reads what is left and voids that.
    isHarmlessTwice: true,
    call: (options) => supplier.voidDocuments({ recordLocator, documentNumbers: numbers }, options),
    record: ({ voided, failed }) => ({
      state: failed.length === 0 ? "succeeded" : "refused",
      payload: { voided: [...voided], failed: failed.map(({ number }) => number) },
    }),
  });
}

interface VoidParts {
  readonly dependencies: SupplierDependencies;
  readonly scope: PartnerDatabase;
  readonly supplier: AirSupplier;
  readonly input: SupplierStepInput;
  readonly bookingId: number;
  readonly recordLocator: string;
}

/** Whether a request of an act was sent whose outcome nobody has heard. */
interface Earlier {
  readonly mayHaveActed: boolean;
}

async function readEarlier(scope: PartnerDatabase, keys: readonly string[]): Promise<Earlier> {
  const intents = await Promise.all(keys.map((key) => readIntents(scope, key)));
  return { mayHaveActed: intents.some(({ open }) => open.length > 0) };
}

/** What the supplier has now; a supplier that cannot be asked is asked again later. */
async function findIssued(
  supplier: AirSupplier,
  recordLocator: string,
  { mustExist = false, mayHaveActed }: Earlier & { readonly mustExist?: boolean },
): Promise<string[]> {
  const outcome = await keepHeartbeating(() =>
    supplier.retrieve({ recordLocator }, { signal: cancellationSignal() }),
  );
  switch (outcome.kind) {
    case "done":
      if (outcome.value.isPending === true) {
        const message = "It is paid, and the carrier has not confirmed it yet.";
        throw retryable(faultTypes.outcomeUnknown, message);
      }
      return outcome.value.documents.flatMap(({ conjunction }) => conjunction);
    case "refused":
      if (outcome.reason === "reservation_not_found" && !mustExist) return [];
      throw ofRefusedLook(outcome, { mayHaveActed });
    case "notDone":
    case "unknown":
      throw retryable(faultTypes.supplierUnavailable, outcome.message, outcome.retryAfterMs);
  }
}

/** Nothing of an abandoned issuance is left at the supplier: its open questions are answered. */
function closeOpenIssueIntents(
  dependencies: SupplierDependencies,
  scope: PartnerDatabase,
  { bookingId }: SupplierStepInput,
): Promise<void> {
  return settleOpenIntents(dependencies, scope, `issue:${bookingId}`, {
    state: "not_done",
    text: "abandoned: nothing is left at the supplier",
  });
}

/** What the supplier has now answers the requests of attempts that never heard. */
function answerOpenVoids(
  dependencies: SupplierDependencies,
  scope: PartnerDatabase,
  { bookingId }: SupplierStepInput,
  isVoid: boolean,
): Promise<void> {
  return settleOpenIntents(dependencies, scope, voidKey(bookingId), {
    state: isVoid ? "succeeded" : "not_done",
    text: isVoid ? "found void" : "found standing",
  });
}

function voidKey(bookingId: string): string {
  return `void:${bookingId}`;
}
