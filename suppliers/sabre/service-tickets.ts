import { add, isSameMoney, type Money, money, parseMoney, subtract, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type {
  CancelRequest,
  DocumentFailure,
  DocumentRefund,
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
  VoidRequest,
  VoidResult,
} from "../air-operations";
import { isRefunded } from "../coupon-status";
import { asLook, describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { getDocumentStatus, retrieveReservation } from "./retrieve-booking";
import type { SabreConnection } from "./sabre-connection";
import { checkSchema, errorsSchema, refundSchema, voidSchema } from "./sabre-messages";
import { alreadyVoidedType, findRefusal, reasonOf, refusedBy } from "./sabre-refusals";

/** Sabre takes at most twelve tickets at once. */
const voidedAtOnceMax = 12;

/** Each ticket for itself; one that is void already counts as voided. */
export async function voidTickets(
  connection: SabreConnection,
  { documentNumbers }: VoidRequest,
  options: CallOptions,
): Promise<SupplierOutcome<VoidResult>> {
  const voided: string[] = [];
  const failed: DocumentFailure[] = [];
  for (let from = 0; from < documentNumbers.length; from += voidedAtOnceMax) {
    const tickets = documentNumbers.slice(from, from + voidedAtOnceMax);
    const outcome = await connection.call(
      {
        operation: "voidFlightTickets",
        body: { tickets, errorHandlingPolicy: "ALLOW_PARTIAL_CANCEL" },
        schema: voidSchema,
        isAct: true,
      },
      options,
    );
    if (outcome.kind !== "done") {
      if (from === 0) return outcome;
      return { kind: "unknown", message: `some were voided, then: ${describeUndone(outcome)}` };
    }
    for (const number of tickets) {
      const error = outcome.value.errors.find(
        ({ fieldValue }) => fieldValue === number || fieldValue === undefined,
      );
      if (outcome.value.voidedTickets.includes(number) || error?.type === alreadyVoidedType) {
        voided.push(number);
      } else if (error === undefined) {
        return { kind: "unknown", message: `the void of ${number} has no result` };
      } else {
        const { type, description } = error;
        failed.push({
          number,
          reason: reasonOf(type),
          supplierCode: type,
          supplierText: description,
        });
      }
    }
  }
  return { kind: "done", value: { voided, failed } };
}

export async function quoteRefund(
  connection: SabreConnection,
  { documentNumbers }: RefundQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const outcome = await connection.call(
    {
      operation: "checkFlightTickets",
      body: { tickets: documentNumbers.map((number) => ({ number })) },
      schema: checkSchema,
      isAct: false,
    },
    options,
  );
  if (outcome.kind !== "done") return outcome;
  const refusal = findRefusal(outcome.value);
  if (refusal !== undefined) return refusal;
  const documents: DocumentRefund[] = [];
  for (const number of documentNumbers) {
    const ticket = outcome.value.tickets.find((one) => one.number === number);
    if (ticket?.isRefundable === false) {
      return refusedBy("not_refundable", "", `${number} is not refundable`);
    }
    const refund = ticket && readRefund(ticket);
    if (refund === undefined) {
      return refusedBy("rejected", "", `the refund of ${number} is missing or does not add up`);
    }
    documents.push(refund);
  }
  const [first] = documents;
  if (first === undefined) return refusedBy("document_not_found", "", "no ticket was named");
  const total = sum(
    first.total.currency,
    documents.map((document) => document.total),
  );
  return { kind: "done", value: { documents, total } };
}

/** Refunds at the amounts that were accepted what is not refunded yet. */
export async function refundTickets(
  connection: SabreConnection,
  { recordLocator, quote }: RefundRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundValue>> {
  const documentNumbers = quote.documents.map(({ number }) => number);
  const request = { recordLocator, documentNumbers };
  const statuses = asLook(await getDocumentStatus(connection, request, options));
  if (statuses.kind !== "done") return statuses;
  const open = statuses.value.filter((status) => !isRefunded(status)).map(({ number }) => number);
  if (open.length === 0) return { kind: "done", value: { kind: "alreadyRefunded" } };
  const current = await quoteRefund(connection, { recordLocator, documentNumbers: open }, options);
  if (current.kind !== "done") return current;
  const isChanged = current.value.documents.some((document) => {
    const accepted = quote.documents.find(({ number }) => number === document.number);
    return accepted === undefined || !isSameMoney(accepted.total, document.total);
  });
  if (isChanged) return refusedBy("price_changed", "", "the refund is another by now");
  const outcome = await connection.call(
    {
      operation: "refundFlightTickets",
      body: { tickets: open.map((number) => ({ number })) },
      schema: refundSchema,
      isAct: true,
    },
    options,
  );
  if (outcome.kind !== "done") return outcome;
  const { refundedTickets } = outcome.value;
  if (open.every((number) => refundedTickets.includes(number))) {
    return { kind: "done", value: { kind: "refunded", refund: quote } };
  }
  const refusal = findRefusal(outcome.value);
  return refusal !== undefined && refundedTickets.length === 0
    ? refusal
    : { kind: "unknown", message: `${refundedTickets.length} of ${open.length} were refunded` };
}

/** Lets go of the flights; what is ticketed is voided or refunded before. */
export async function cancelBooking(
  connection: SabreConnection,
  { recordLocator }: CancelRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const before = asLook(await retrieveReservation(connection, { recordLocator }, options));
  if (before.kind !== "done" || before.value.status === "cancelled") return before;
  const outcome = await connection.call(
    {
      operation: "cancelBooking",
      body: {
        confirmationId: recordLocator,
        cancelAll: true,
        errorHandlingPolicy: "HALT_ON_ERROR",
      },
      schema: errorsSchema,
      isAct: true,
    },
    options,
  );
  if (outcome.kind !== "done") return outcome;
  const refusal = findRefusal(outcome.value);
  if (refusal !== undefined) return refusal;
  const after = await retrieveReservation(connection, { recordLocator }, options);
  if (after.kind === "done" && after.value.status === "cancelled") return after;
  return { kind: "unknown", message: "cancelled, but the booking does not show it" };
}

type CheckedTicket = NonNullable<ReturnType<typeof checkSchema.parse>["tickets"][number]>;

function readRefund(ticket: CheckedTicket): DocumentRefund | undefined {
  const { refundTotals: totals, refundFee, refundTaxes } = ticket;
  if (totals === undefined) return undefined;
  const currency = totals.currencyCode;
  try {
    const fare = parseMoney({ amount: totals.subtotal, currency });
    const taxes = refundTaxes.map(({ taxCode, taxAmount }) => ({
      code: taxCode,
      amount: parseMoney({ amount: taxAmount.amount, currency: taxAmount.currencyCode }),
    }));
    const none: Money = money(currency, 0n);
    const penalty =
      refundFee === undefined
        ? none
        : parseMoney({ amount: refundFee.amount, currency: refundFee.currencyCode });
    const total = parseMoney({ amount: totals.total, currency });
    const taxTotal = sum(currency, [none, ...taxes.map(({ amount }) => amount)]);
    if (!isSameMoney(subtract(add(fare, taxTotal), penalty), total)) return undefined;
    return { number: ticket.number, fare, taxes, penalty, total };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
