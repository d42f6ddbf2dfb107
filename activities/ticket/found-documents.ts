import type { PartnerDatabase } from "../../db/partner-scope";
import { listRecordedOutcomes } from "../../db/write/supplier-requests";
import type { BookingRecord } from "../../domain/booking-record";
import { matchDocuments, matchReservation } from "../../domain/match-reservation";
import { readOwnJson } from "../../domain/own-json";
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

/**
 * Whether a request of ours is on record as having issued these very documents: an attempt may
 * have written down its answer and died before the workflow heard of it.
 */
export async function isOnRecord(
  scope: PartnerDatabase,
  intentKey: string,
  numbers: readonly string[],
): Promise<boolean> {
  const outcomes = await listRecordedOutcomes(scope, intentKey);
  return outcomes.some((outcome) => {
    const recorded = new Set(readOwnJson<{ readonly numbers: readonly string[] }>(outcome).numbers);
    return recorded.size === numbers.length && numbers.every((number) => recorded.has(number));
  });
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
    ...(document.type === undefined ? {} : { documentType: document.type }),
  };
}
