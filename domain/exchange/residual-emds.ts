import type { BookedTicket, BookingRecord } from "../booking-record";
import { matchPassengers } from "../match-reservation";
import type { Money, MoneyJson } from "../money";
import { isSameMoney, negate, sum, toMoneyJson } from "../money";
import { Refusal } from "../refusal";
import type { AncillaryService, DocumentType, Reservation } from "../reservation";
import { isEmd, withoutServices } from "../reservation";
import { collectedFor } from "./post-exchanges";
import type { PricedDocument } from "./price-exchange";

/** What the supplier keeps of a ticket's value for its passenger. */
export interface ResidualEmd {
  readonly oldNumber: string;
  /** 13 digits. */
  readonly number: string;
  readonly documentType: Exclude<DocumentType, "ETKT">;
  readonly checkDigit: string | null;
  readonly issuedOn: string;
  readonly issuingOffice: string | null;
  readonly value: MoneyJson;
  /** The supplier's name for its item. */
  readonly reference: string;
  readonly service: AncillaryService;
}

/** Refuses tickets of which some cost more and others leave value: each would be an act of its own. */
export function assertResidualsOnly(documents: readonly PricedDocument[]): void {
  const totals = documents.map(collectedFor);
  const isMixed = totals.some(({ minor }) => minor > 0n) && totals.some(({ minor }) => minor < 0n);
  if (!isMixed) return;
  throw new Refusal(
    "TICKET_NOT_EXCHANGEABLE",
    "Some of the tickets cost more and others leave a residual value: exchange them one by one.",
    { tickets: documents.map(({ number }) => number).join(",") },
  );
}

/**
 * The EMD that the supplier issued for each ticket whose new price is lower; undefined where the
 * reservation does not show one for each, or where they do not come to what was quoted.
 */
export function matchResiduals(
  booking: BookingRecord,
  exchanged: readonly { readonly ticket: BookedTicket; readonly priced: PricedDocument }[],
  reservation: Reservation,
): ResidualEmd[] | undefined {
  const passengerIds = matchPassengers(booking, withoutServices(reservation));
  if (passengerIds === undefined) return undefined;
  const left = exchanged.filter(({ priced }) => collectedFor(priced).minor < 0n);
  const found = left.flatMap(
    ({ ticket }) => findEmd(booking, ticket, reservation, passengerIds) ?? [],
  );
  const quoted = sum(
    booking.currency,
    left.map(({ priced }) => collectedFor(priced)),
  );
  const kept = sum(
    booking.currency,
    found.map(({ value }) => value),
  );
  const isWhole = found.length === left.length && isSameMoney(kept, negate(quoted));
  return isWhole
    ? found.map(({ emd, value }) => ({ ...emd, value: toMoneyJson(value) }))
    : undefined;
}

/** Of the passenger and not in our books: one document and one item, or it is not known which. */
function findEmd(
  booking: BookingRecord,
  ticket: BookedTicket,
  { documents, fares }: Reservation,
  passengerIds: ReadonlyMap<string, number>,
): { readonly emd: Omit<ResidualEmd, "value">; readonly value: Money } | undefined {
  const { passengerId } = ticket;
  const known = new Set(booking.tickets.map(({ number }) => number));
  const [document, ...otherDocuments] = documents.filter(
    (one) =>
      isEmd(one) &&
      !known.has(one.number) &&
      passengerIds.get(one.passengerReference) === passengerId,
  );
  const sold = new Set(
    booking.fares
      .filter((fare) => fare.service !== null && fare.passengerId === passengerId)
      .map(({ supplierFareReference }) => supplierFareReference),
  );
  const [item, ...otherItems] = fares.filter(
    ({ reference, service, passengerReferences }) =>
      service !== undefined &&
      !sold.has(reference) &&
      passengerReferences.some((passenger) => passengerIds.get(passenger) === passengerId),
  );
  if (document === undefined || otherDocuments.length > 0) return undefined;
  if (item === undefined || otherItems.length > 0) return undefined;
  return {
    value: item.fare.total,
    emd: {
      oldNumber: ticket.number,
      number: document.number,
      documentType: document.type === "EMDA" ? "EMDA" : "EMDS",
      checkDigit: document.checkDigit ?? null,
      issuedOn: document.issuedOn,
      issuingOffice: document.issuingOffice,
      reference: item.reference,
      service: item.service ?? {},
    },
  };
}
