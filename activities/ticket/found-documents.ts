import type { BookingRecord } from "../../domain/booking-record";
import { matchDocuments, matchReservation } from "../../domain/match-reservation";
import type { IssuedDocument, Reservation } from "../../domain/reservation";
import type { IssuedDocumentPayload } from "../../temporal/contract/payloads";
import type { FoundAtSupplier } from "../../temporal/contract/supplier";

/** What the documents of a reservation mean for the booking, and whether a request of ours made them. */
export function describeFound(
  booking: BookingRecord,
  reservation: Reservation,
  whose: { readonly ours: boolean; readonly adopted: boolean },
): FoundAtSupplier {
  const match = matchReservation(booking, reservation);
  const matched =
    match.kind === "same" ? matchDocuments(booking, reservation.documents, match) : undefined;
  if (matched === undefined)
    return { kind: "unmatched", numbers: numbersOf(reservation.documents) };
  const documents = matched.map(({ fare, document }) => toPayload(fare.fareNumber, document));
  return whose.ours
    ? { kind: "issued", adopted: whose.adopted, documents }
    : { kind: "ticketedElsewhere", documents };
}

export function numbersOf(documents: readonly IssuedDocument[]): string[] {
  return documents.flatMap(({ conjunction }) => conjunction);
}

function toPayload(fareNumber: number, document: IssuedDocument): IssuedDocumentPayload {
  return {
    fareNumber,
    numbers: [...document.conjunction],
    checkDigit: document.checkDigit ?? null,
    issuedOn: document.issuedOn,
    issuingOffice: document.issuingOffice,
  };
}
