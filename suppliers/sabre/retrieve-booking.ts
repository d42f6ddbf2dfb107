import { withoutCardNumbers } from "../../domain/card-number";
import type { Reservation } from "../../domain/reservation";
import type {
  DocumentsRequest,
  DocumentStatus,
  ListedDocument,
  OrderRequest,
} from "../air-operations";
import { couponStatusOf } from "../coupon-status";
import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { isLive, toReservation } from "./read-booking";
import type { SabreConnection } from "./sabre-connection";
import { bookingSchema, type SabreBooking } from "./sabre-messages";
import { findRefusal, refusedBy } from "./sabre-refusals";

export async function retrieveReservation(
  connection: SabreConnection,
  { recordLocator }: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const booking = await getBooking(connection, recordLocator, options);
  if (booking.kind !== "done") return booking;
  const read = toReservation(booking.value, recordLocator);
  return read.kind === "done" ? { kind: "done", value: withoutCardNumbers(read.value) } : read;
}

export async function listDocuments(
  connection: SabreConnection,
  { recordLocator }: OrderRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly ListedDocument[]>> {
  const booking = await getBooking(connection, recordLocator, options);
  if (booking.kind !== "done") return booking;
  const refusal = findRefusal(booking.value);
  if (refusal !== undefined) return refusal;
  const listed = booking.value.flightTickets
    .filter((ticket) => isLive(ticket) || ticket.isEmd)
    .map((ticket): ListedDocument => ({
      number: ticket.number,
      type: ticket.isEmd ? "emd" : "ticket",
      passengerReference: `PAX${ticket.travelerIndex}`,
    }));
  return { kind: "done", value: listed };
}

/** Sabre shows a ticket's coupons in its booking. */
export async function getDocumentStatus(
  connection: SabreConnection,
  { recordLocator, documentNumbers }: DocumentsRequest,
  options: CallOptions,
): Promise<SupplierOutcome<readonly DocumentStatus[]>> {
  if (recordLocator === undefined) {
    return refusedBy("not_supported", "", "Sabre is asked for a ticket by its booking");
  }
  const booking = await getBooking(connection, recordLocator, options);
  if (booking.kind !== "done") return booking;
  const refusal = findRefusal(booking.value);
  if (refusal !== undefined) return refusal;
  const statuses: DocumentStatus[] = [];
  for (const number of documentNumbers) {
    const ticket = booking.value.flightTickets.find((one) => one.number === number);
    if (ticket === undefined) return refusedBy("document_not_found", "", `${number} is not in it`);
    statuses.push(toStatus(ticket, recordLocator));
  }
  return { kind: "done", value: statuses };
}

function toStatus(
  ticket: SabreBooking["flightTickets"][number],
  recordLocator: string,
): DocumentStatus {
  return {
    number: ticket.number,
    type: ticket.isEmd ? "emd" : "ticket",
    recordLocator,
    coupons: ticket.flightCoupons.map(({ couponStatusCode }, index) => ({
      coupon: index + 1,
      status: couponStatusOf(couponStatusCode),
      supplierStatus: couponStatusCode,
    })),
  };
}

async function getBooking(
  connection: SabreConnection,
  confirmationId: string,
  options: CallOptions,
): Promise<SupplierOutcome<SabreBooking>> {
  return connection.call(
    { operation: "getBooking", body: { confirmationId }, schema: bookingSchema, isAct: false },
    options,
  );
}
