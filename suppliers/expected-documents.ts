import {
  isEmd,
  type IssuedDocument,
  type Reservation,
  type StoredFare,
} from "../domain/reservation";

/** The tickets of some stored fares: same passenger, and at least one of the fare's flights. */
export function listDocumentsOfFares(
  reservation: Reservation,
  fareReferences: readonly string[],
): IssuedDocument[] {
  const fares = listFares(reservation, fareReferences);
  return reservation.documents.filter((document) =>
    fares.some((fare) => isDocumentOfFare(document, fare)),
  );
}

/**
 * Whether fares are ticketed already, wholly or in part. A fare that has left the PNR while
 * tickets are in it counts as ticketed: Amadeus drops a TST that was used up.
 */
export function areFaresTicketed(
  reservation: Reservation,
  fareReferences: readonly string[],
): boolean {
  const isFareMissing = listFares(reservation, fareReferences).length < fareReferences.length;
  return isFareMissing
    ? reservation.documents.length > 0
    : listDocumentsOfFares(reservation, fareReferences).length > 0;
}

/** One document (or conjunction) for each passenger of each fare. */
export function countExpectedDocuments(
  reservation: Reservation,
  fareReferences: readonly string[],
): number {
  return listFares(reservation, fareReferences).reduce(
    (count, fare) => count + fare.passengerReferences.length,
    0,
  );
}

/** Whether each passenger of each fare has exactly one document, and nobody has two. */
export function areDocumentsComplete(
  reservation: Reservation,
  fareReferences: readonly string[],
): boolean {
  const fares = listFares(reservation, fareReferences);
  return fares.every((fare) =>
    fare.passengerReferences.every(
      (reference) =>
        reservation.documents.filter(
          (document) =>
            document.passengerReference === reference && isDocumentOfFare(document, fare),
        ).length === 1,
    ),
  );
}

function listFares(reservation: Reservation, fareReferences: readonly string[]): StoredFare[] {
  return reservation.fares.filter(({ reference }) => fareReferences.includes(reference));
}

function isDocumentOfFare(document: IssuedDocument, fare: StoredFare): boolean {
  return (
    isEmd(document) === (fare.service !== undefined) &&
    fare.passengerReferences.includes(document.passengerReference) &&
    (document.segmentReferences.length === 0 ||
      document.segmentReferences.some((reference) => fare.segmentReferences.includes(reference)))
  );
}
