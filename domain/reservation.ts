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
  /** RFC 3339 instant, where the GDS states one. */
  readonly ticketingDeadlineAt?: string;
}

export interface ReservedPassenger {
  /** The GDS's own reference, unique in the reservation: `PT2`, and `PT2I` for its infant. */
  readonly reference: string;
  readonly type: PassengerType;
  readonly surname: string;
  readonly givenNames: string;
  readonly dateOfBirthOn?: string;
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
}

export interface StoredFare {
  readonly reference: string;
  readonly passengerReferences: readonly string[];
  readonly segmentReferences: readonly string[];
  readonly validatingCarrier: string;
  /** Of one passenger: the fare of each document that will be issued. */
  readonly fare: Fare;
  readonly commission?: CommissionTerms;
  readonly formOfPayment: FormOfPayment;
  /** By segment, in the order of `segmentReferences`. */
  readonly fareBases: readonly string[];
}

export interface IssuedDocument {
  /** 13 digits; of a conjunction, the first. */
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
