import { isSameMoney, parseMoney, type Money, subtract } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type {
  CancelRequest,
  CouponStatus,
  DocumentsRequest,
  DocumentStatus,
  ListedDocument,
  OrderRequest,
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
} from "../air-operations";
import { asLook, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { bookingPath, findBooking, getBooking, type Hotelbeds } from "./find-booking";
import {
  cancellationSchema,
  type HotelbedsBooking,
  type HotelbedsCancellation,
} from "./hotelbeds-messages";
import { toNothing, toReservation, totalOf } from "./read-booking";
import { reading } from "./read-rates";
import { hotelbedsRefused } from "./refusals";

/** That nothing is bought under the reference is an answer: nothing is held here before. */
export async function retrieve(
  hotelbeds: Hotelbeds,
  { recordLocator }: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const found = await findBooking(hotelbeds, recordLocator, options);
  if (found.kind !== "done") return found;
  const { value: booking } = found;
  if (booking === undefined) return { kind: "done", value: toNothing(recordLocator, "active") };
  return reading(() => toReservation(booking));
}

export async function listDocuments(
  hotelbeds: Hotelbeds,
  request: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly ListedDocument[]>> {
  const read = await retrieve(hotelbeds, request, options);
  if (read.kind !== "done") return read;
  const listed = read.value.documents.map(({ number, passengerReference }): ListedDocument => ({
    number,
    type: "ticket",
    passengerReference,
  }));
  return { kind: "done", value: listed };
}

const couponStatuses: Readonly<Record<string, CouponStatus>> = {
  CONFIRMED: "open",
  CANCELLED: "refunded",
};

export async function getDocumentStatus(
  hotelbeds: Hotelbeds,
  { recordLocator, documentNumbers }: DocumentsRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly DocumentStatus[]>> {
  const statuses: DocumentStatus[] = [];
  for (const number of documentNumbers) {
    const booking = await getVoucher(hotelbeds, { number, recordLocator }, options);
    if (booking.kind !== "done") return booking;
    const { status: supplierStatus, clientReference } = booking.value;
    const status = Object.hasOwn(couponStatuses, supplierStatus)
      ? couponStatuses[supplierStatus]
      : undefined;
    statuses.push({
      number,
      type: "ticket",
      recordLocator: clientReference,
      coupons: [{ coupon: 1, status: status ?? "other", supplierStatus }],
    });
  }
  return { kind: "done", value: statuses };
}

/** What cancelling it would cost now; nothing is changed. */
export async function quoteRefund(
  hotelbeds: Hotelbeds,
  { recordLocator, documentNumbers }: RefundQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const [number, ...others] = documentNumbers;
  if (number === undefined || others.length > 0) {
    return hotelbedsRefused("document_not_found", "", "a stay has one voucher");
  }
  const booking = await getVoucher(hotelbeds, { number, recordLocator }, options);
  if (booking.kind !== "done") return booking;
  if (booking.value.status !== "CONFIRMED") {
    return hotelbedsRefused("not_refundable", booking.value.status, "the stay does not stand");
  }
  return quote(hotelbeds, booking.value, options);
}

export async function refund(
  hotelbeds: Hotelbeds,
  { recordLocator, quote: accepted }: RefundRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundValue>> {
  const [document, ...others] = accepted.documents;
  if (document === undefined || others.length > 0) {
    return hotelbedsRefused("document_not_found", "", "a stay has one voucher");
  }
  const { number } = document;
  const booking = asLook(await getVoucher(hotelbeds, { number, recordLocator }, options));
  if (booking.kind !== "done") return booking;
  if (booking.value.status === "CANCELLED") {
    return { kind: "done", value: { kind: "alreadyRefunded" } };
  }
  const quoted = await quote(hotelbeds, booking.value, options);
  if (quoted.kind !== "done") return quoted;
  if (!isSameMoney(quoted.value.total, accepted.total)) {
    return hotelbedsRefused("price_changed", "", "cancelling it costs another amount by now");
  }
  const cancelled = await askToCancel(hotelbeds, number, "CANCELLATION", options);
  if (cancelled.kind !== "done") return cancelled;
  if (cancelled.value.status !== "CANCELLED") {
    return { kind: "unknown", message: `cancelled, and it is ${cancelled.value.status}` };
  }
  const fee = reading(() => readFee(cancelled.value, document.penalty.currency));
  // The amount may be missing here: then it is what was said a moment ago.
  return fee.kind === "done" && !isSameMoney(fee.value, document.penalty)
    ? { kind: "unknown", message: "cancelled, but not for what was quoted" }
    : { kind: "done", value: { kind: "refunded", refund: quoted.value } };
}

/** Nothing is held before it is bought, so that there is nothing to let go of. */
export async function cancelOrder(
  hotelbeds: Hotelbeds,
  { recordLocator }: CancelRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const found = asLook(await findBooking(hotelbeds, recordLocator, options));
  if (found.kind !== "done") return found;
  const { value: booking } = found;
  if (booking === undefined) return { kind: "done", value: toNothing(recordLocator, "cancelled") };
  if (booking.status === "CANCELLED") return asLook(reading(() => toReservation(booking)));
  return hotelbedsRefused("already_ticketed", booking.status, "the stay is bought: refund it");
}

async function getVoucher(
  hotelbeds: Hotelbeds,
  {
    number,
    recordLocator,
  }: { readonly number: string; readonly recordLocator?: string | undefined },
  options: CallOptions,
): Promise<SupplierOutcome<HotelbedsBooking>> {
  const booking = await getBooking(hotelbeds, number, options);
  if (booking.kind !== "done" || recordLocator === undefined) return booking;
  return booking.value.clientReference === recordLocator
    ? booking
    : hotelbedsRefused("document_not_found", "", `${number} is of another booking`);
}

async function quote(
  hotelbeds: Hotelbeds,
  booking: HotelbedsBooking,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const { reference: number, currency } = booking;
  const simulated = await askToCancel(hotelbeds, number, "SIMULATION", options);
  if (simulated.kind !== "done") return simulated;
  return reading(() => {
    const fare = totalOf(booking);
    const penalty = readFee(simulated.value, currency);
    const total = subtract(fare, penalty);
    if (total.minor < 0n) {
      throw new Refusal("AMOUNT_INVALID", "Cancelling the stay costs more than the stay.");
    }
    return { documents: [{ number, fare, taxes: [], penalty, total }], total };
  });
}

async function askToCancel(
  { connection }: Hotelbeds,
  reference: string,
  cancellationFlag: "SIMULATION" | "CANCELLATION",
  options: CallOptions,
): Promise<SupplierOutcome<HotelbedsCancellation>> {
  const isAct = cancellationFlag === "CANCELLATION";
  const answer = await connection.call(
    {
      operation: isAct ? "cancel_booking" : "simulate_cancellation",
      method: "DELETE",
      path: `${bookingPath(reference)}?cancellationFlag=${cancellationFlag}`,
      schema: cancellationSchema,
      isAct,
    },
    options,
  );
  return answer.kind === "done" ? { kind: "done", value: answer.value.booking } : answer;
}

function readFee({ hotel, currency }: HotelbedsCancellation, expected: string): Money {
  const amount = hotel?.cancellationAmount;
  if (amount == null) {
    throw new Refusal("AMOUNT_INVALID", "It is not said what cancelling the stay costs.");
  }
  return parseMoney({ amount, currency: hotel?.currency ?? currency ?? expected });
}
