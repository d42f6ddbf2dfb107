import type { DocumentFailure, VoidRequest, VoidResult } from "../air-operations";
import { isWholly } from "../coupon-status";
import { asLook, describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { ndcRefused } from "./ndc-connection";
import { cancelOrderRequest } from "./ndc-requests";
import { findUntold, getOrder, type Ndc, seen } from "./orders";
import { isOpen, type NdcDocument, type NdcOrder } from "./read-order";

/**
 * Cancels a ticketed order while the airline still voids: its documents end as voided. It does so
 * with all of them or with none, so that all that are open must be asked for. What the airline has
 * made of them, the order says.
 */
export async function voidDocuments(
  ndc: Ndc,
  { recordLocator, documentNumbers }: VoidRequest,
  options: CallOptions,
): Promise<SupplierOutcome<VoidResult>> {
  if (recordLocator === undefined) {
    return ndcRefused("not_supported", "", "documents are asked for by their order");
  }
  const before = asLook(await getOrder(ndc, { recordLocator }, options));
  if (before.kind !== "done") return before;
  const order = before.value;
  const untold = findUntold(order, documentNumbers);
  if (untold !== undefined) return untold;
  const asked = find(order, documentNumbers);
  if (asked.length < documentNumbers.length) {
    return ndcRefused("document_not_found", "", "a document is not in the order");
  }
  if (asked.every((document) => isWholly(document, "voided"))) return voided(documentNumbers);
  if (order.documents.some((one) => isOpen(one) && !documentNumbers.includes(one.number))) {
    return ndcRefused("not_supported", "", "the airline voids whole orders only");
  }
  if (!asked.every((document) => isWholly(document, "open"))) {
    return ndcRefused("rejected", "", "a document has been used, or given back");
  }
  const xml = cancelOrderRequest(ndc.config, seen(order));
  const call = { message: "OrderCancel", xml, isAct: true } as const;
  const cancelled = await ndc.connection.call(call, options);
  if (cancelled.kind !== "done") return cancelled;
  const after = await getOrder(ndc, { recordLocator }, options);
  if (after.kind !== "done") {
    return { kind: "unknown", message: `cancelled, but ${describeUndone(after)}` };
  }
  return readResult(find(after.value, documentNumbers), documentNumbers);
}

function find({ documents }: NdcOrder, numbers: readonly string[]): NdcDocument[] {
  return documents.filter(({ number }) => numbers.includes(number));
}

/** An airline that refunds what it should have voided has not done what was asked. */
function readResult(
  documents: readonly NdcDocument[],
  numbers: readonly string[],
): SupplierOutcome<VoidResult> {
  if (documents.length < numbers.length || documents.some(isOpen)) {
    return { kind: "unknown", message: "cancelled, but the order does not show it" };
  }
  const failed = documents
    .filter((document) => !isWholly(document, "voided"))
    .map(({ number, coupons }): DocumentFailure => ({
      number,
      reason: "rejected",
      supplierCode: coupons[0]?.supplierStatus ?? "",
      supplierText: "the airline has cancelled the order and not voided the document",
    }));
  const left = new Set(failed.map(({ number }) => number));
  const done = numbers.filter((number) => !left.has(number));
  return { kind: "done", value: { voided: done, failed } };
}

function voided(numbers: readonly string[]): SupplierOutcome<VoidResult> {
  return { kind: "done", value: { voided: [...numbers], failed: [] } };
}
