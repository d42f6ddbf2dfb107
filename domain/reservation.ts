import type { CommissionTerms, Fare, FormOfPayment } from "./fare";
import type { Money } from "./money";

export const passengerTypes = ["ADT", "CHD", "INF"] as const;
export type PassengerType = (typeof passengerTypes)[number];

/** What a GDS holds under a record locator, in the airline's terms and free of the GDS's own. */
export interface Reservation {
  readonly recordLocator: string;
  readonly status: "active" | "cancelled";
  readonly passengers: readonly ReservedPassenger[];
  readonly segments: readonly ReservedSegment[];
  /** The stored fares (TST at Amadeus): one is ticketed as a whole. */
  readonly fares: readonly StoredFare[];
  /** Documents already issued on it. */
  readonly documents: readonly IssuedDocument[];
  /** Paid, and the carrier has not said yet whether it issues: nothing may be concluded from it. */
  readonly isPending?: boolean;
  /** RFC 3339 instant, where the GDS states one. */
  readonly ticketingDeadlineAt?: string;
  /** Those that passengers of it were split off to, or it was split off from, where the GDS names them. */
  readonly splitLocators?: readonly string[];
}

export interface ReservedPassenger {
  /** The GDS's own reference, unique in the reservation: `PT2`, and `PT2I` for its infant. */
  readonly reference: string;
  readonly type: PassengerType;
  readonly surname: string;
  readonly givenNames: string;
  readonly dateOfBirthOn?: string;
  /** Of a stay, from 1. */
  readonly room?: number;
  /** Of a child at a stay, in years. */
  readonly age?: number;
}

export interface ReservedSegment {
  readonly reference: string;
  readonly carrierCode: string;
  readonly flightNumber: string;
  readonly bookingClass: string;
  readonly originAirport: string;
  readonly destinationAirport: string;
  /** Local time at the airport, `YYYY-MM-DDTHH:mm`, as the airline publishes it. */
  readonly departsLocal: string;
  readonly arrivesLocal: string;
  /** AIRIMP status: HK confirmed, UC unable, XX cancelled … */
  readonly statusCode: string;
  /**
   * Of a stay at a hotel, which has no flight's members: they are empty, both airports are its
   * destination's code, and it lasts from midnight of the day of arrival to that of leaving.
   */
  readonly stay?: ReservedStay;
}

/** A hotel by the supplier's code. */
export interface ReservedStay {
  readonly hotelCode: string;
  readonly hotelName: string;
}

/** HK, reconfirmed as RR, or TK: confirmed at the time that the airline has moved it to. */
export function isConfirmed(statusCode: string): boolean {
  return ["HK", "RR", "TK"].includes(statusCode);
}

/** A ticket; an EMD that is associated with one (A), or that stands alone (S); a hotel's voucher. */
export const documentTypes = ["ETKT", "EMDA", "EMDS", "VCHR"] as const;
export type DocumentType = (typeof documentTypes)[number];

/** What is bought beside the flights: a seat, a bag. */
export interface AncillaryService {
  readonly name?: string;
  /** Reason for issuance code and sub code (IATA), where the supplier states them. */
  readonly rfic?: string;
  readonly rfisc?: string;
}

export interface StoredFare {
  readonly reference: string;
  readonly passengerReferences: readonly string[];
  readonly segmentReferences: readonly string[];
  /** Empty of a stay: its supplier is the one that is asked. */
  readonly validatingCarrier: string;
  /** Of one passenger: the fare of each document that will be issued. */
  readonly fare: Fare;
  readonly commission?: CommissionTerms;
  readonly formOfPayment: FormOfPayment;
  /** By segment, in the order of `segmentReferences`. */
  readonly fareBases: readonly string[];
  /** Absent where it is a fare of flights; else `segmentReferences` are those it is used with. */
  readonly service?: AncillaryService;
}

export interface IssuedDocument {
  /** Absent of a ticket. */
  readonly type?: DocumentType;
  /** 13 digits; of a conjunction, the first. Of a voucher, the supplier's name of the booking. */
  readonly number: string;
  readonly checkDigit?: string;
  /** All documents of a conjunction, in order, the first included; one element where it is none. */
  readonly conjunction: readonly string[];
  readonly passengerReference: string;
  readonly segmentReferences: readonly string[];
  /** Date of issue at the issuing office, `YYYY-MM-DD`. */
  readonly issuedOn: string;
  readonly issuingOffice: string;
  readonly validatingCarrier: string;
  readonly total?: Money;
}

/** Its fares and tickets, without what is bought beside them: what an exchange is about. */
export function withoutServices(reservation: Reservation): Reservation {
  return {
    ...reservation,
    fares: reservation.fares.filter(({ service }) => service === undefined),
    documents: reservation.documents.filter((document) => !isEmd(document)),
  };
}

/** Whether it is for a service, and no ticket. */
export function isEmd({ type = "ETKT" }: Pick<IssuedDocument, "type">): boolean {
  return type === "EMDA" || type === "EMDS";
}
