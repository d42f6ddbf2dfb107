import type { FormOfPayment } from "../../../domain/fare";
import type { MoneyJson } from "../../../domain/money";
import type { PassengerType } from "../../../domain/reservation";

/** What an e-ticket itinerary receipt says, as plain data: one document of one or more tickets. */
export interface ETicket {
  readonly agency: ETicketAgency;
  readonly bookingReference: string;
  /** The PNR at the airline, what a passenger types at its website. */
  readonly airlineRecordLocator: string;
  /** `YYYY-MM-DD` at the issuing office; also the creation date of the PDF. */
  readonly issuedOn: string;
  /** One section of its own for each. */
  readonly tickets: readonly ETicketDocument[];
}

export interface ETicketAgency {
  readonly name: string;
  /** `#RRGGBB`, of what is the agency's own in how it looks. */
  readonly color: string;
  /** PNG or JPEG. */
  readonly logo?: Buffer;
  readonly addressLines: readonly string[];
  readonly phone?: string;
  readonly email?: string;
  readonly iataNumber: string;
}

export interface ETicketDocument {
  readonly passengerName: string;
  readonly passengerType: PassengerType;
  /** 13 digits; of a conjunction, the first. */
  readonly number: string;
  /** All documents of a conjunction, the first included; one element or none where it is none. */
  readonly conjunction?: readonly string[];
  readonly validatingCarrier: ETicketCarrier;
  readonly segments: readonly ETicketSegment[];
  readonly fare: ETicketFare;
  readonly formOfPayment: FormOfPayment;
  readonly endorsements?: string;
}

export interface ETicketCarrier {
  readonly code: string;
  readonly name: string;
}

export interface ETicketSegment {
  readonly carrier: ETicketCarrier;
  readonly flightNumber: string;
  /** Where another airline flies it. */
  readonly operatedBy?: string;
  readonly bookingClass: string;
  readonly cabin?: string;
  readonly origin: ETicketAirport;
  readonly destination: ETicketAirport;
  /** `YYYY-MM-DDTHH:mm` at the airport. */
  readonly departsLocal: string;
  readonly arrivesLocal: string;
  /** AIRIMP status: HK confirmed … */
  readonly statusCode: string;
  readonly fareBasis: string;
  /** As the airline writes it: `30K`, `2PC`, `23 kg`. */
  readonly baggage?: string;
  readonly coupon: ETicketCoupon;
}

export interface ETicketAirport {
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly terminal?: string;
}

export interface ETicketCoupon {
  readonly number: number;
  /** O open, A airport control, C checked in, F flown, E exchanged, R refunded, V void … */
  readonly statusCode: string;
}

export interface ETicketFare {
  readonly base: MoneyJson;
  /** In the currency of the payment, where the fare is filed in another. */
  readonly equivalent?: MoneyJson;
  readonly taxes: readonly { readonly code: string; readonly amount: MoneyJson }[];
  readonly total: MoneyJson;
  /** The fare calculation line. */
  readonly calculation?: string;
}
