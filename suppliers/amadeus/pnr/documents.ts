import { parseMoney } from "../../../domain/money";
import type { IssuedDocument } from "../../../domain/reservation";
import { parseConjunction } from "../../../domain/ticket-number";
import type { XmlElement } from "../../xml/read-xml";
import { type DataElement, listDataElements, type PnrIndex } from "./data-elements";
import { parseIssueDate } from "./dates";
import { infantReference, isInfantReference } from "./passengers";
import { PnrUnreadableError, readWith, required } from "./unreadable";

/** `074-1122334455-56/ETAF/EUR380.00/01NOV26/STOSG34AA/01234567`; the amount may be missing. */
const documentPattern =
  /^(\d{3}-\d{10}(?:-\d{2,3})?)\/([A-Z])([A-Z])([A-Z\d]{2})(?:\/([A-Z]{3})(\d+(?:\.\d+)?))?\/(\d{2}[A-Z]{3}(?:\d{2})?)\/([A-Z\d]{3,9})(?:\/|$)/;

const ticketKinds = new Set(["E", "P"]);
/** Voided, refunded, exchanged. */
const spentStatuses = new Set(["V", "R", "E"]);

/** Tickets that are still good: those voided (`EV`), refunded or exchanged and miscellaneous documents (`D`) are left out. */
export function readDocuments(reply: XmlElement, index: PnrIndex, now: Date): IssuedDocument[] {
  return listDataElements(reply, "FA", index).flatMap((element) =>
    readDocument(element, index, now),
  );
}

function readDocument(element: DataElement, index: PnrIndex, now: Date): IssuedDocument[] {
  const match = documentPattern.exec(element.content);
  if (match === null) throw new PnrUnreadableError(element.label, "is no document number line");
  const [
    ,
    numbers = "",
    kind = "",
    status,
    carrier = "",
    currency,
    amount,
    issued = "",
    office = "",
  ] = match;
  if (!ticketKinds.has(kind) || spentStatuses.has(status ?? "")) return [];
  if (status !== "T")
    throw new PnrUnreadableError(element.label, `has the status ${kind}${status}`);
  const conjunction = readWith(element.label, () => parseConjunction(numbers));
  const total =
    currency === undefined || amount === undefined
      ? undefined
      : readWith(element.label, () => parseMoney({ amount, currency }));
  return [
    {
      number: required(conjunction[0], element.label, "number"),
      conjunction,
      passengerReference: readPassengerReference(element, index),
      segmentReferences: readSegmentReferences(element, index),
      issuedOn: required(parseIssueDate(issued, now), element.label, "date of issue"),
      issuingOffice: office,
      validatingCarrier: carrier,
      ...(total === undefined ? {} : { total }),
    },
  ];
}

/** Amadeus leaves the association out where there is only one passenger it can be. */
function readPassengerReference(element: DataElement, { passengers }: PnrIndex): string {
  const isForInfant = element.forInfants === true;
  const candidates = passengers
    .map(({ reference }) => reference)
    .filter((reference) => isInfantReference(reference) === isForInfant)
    .filter(
      (reference) =>
        element.passengerReferences.length === 0 ||
        element.passengerReferences.some(
          (named) => (isForInfant ? infantReference(named) : named) === reference,
        ),
    );
  const [reference] = candidates;
  if (reference === undefined || candidates.length > 1) {
    throw new PnrUnreadableError(element.label, `is for ${candidates.length} passengers`);
  }
  return reference;
}

/** No association is all flights; a flight that has left the itinerary is no longer listed. */
function readSegmentReferences(element: DataElement, { segments }: PnrIndex): string[] {
  return segments
    .map(({ reference }) => reference)
    .filter(
      (reference) =>
        element.segmentReferences.length === 0 || element.segmentReferences.includes(reference),
    );
}
