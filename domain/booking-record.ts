import type { ChargeType } from "./booking";
import type { BookingState } from "./booking-state";
import type { FormOfPayment, Tax } from "./fare";
import type { Money } from "./money";
import type { NumberFormat } from "./number-format";
import type { PartnerStatus } from "./partner-status";
import type { RecognitionEntries, RecognitionPolicy } from "./recognition";
import type { DocumentType, PassengerType, ReservedStay } from "./reservation";
import type { SoldStay } from "./stay";

export type ProductCode = "air" | "hotel";

/** A booking as it stands in the database, whole: what is read at once for every decision on it. */
export interface BookingRecord {
  readonly bookingId: number;
  readonly publicId: string;
  readonly reference: string;
  readonly state: BookingState;
  readonly version: number;
  /** Public id of the booking whose passengers these were, where it was split. */
  readonly splitFrom: string | null;
  readonly productCode: ProductCode;
  readonly branchId: number | null;
  /** Public id of that branch. */
  readonly branch: string | null;
  readonly currency: string;
  readonly fareTotal: Money;
  readonly taxTotal: Money;
  readonly chargeTotal: Money;
  readonly vatTotal: Money;
  readonly total: Money;
  readonly ticketingDeadlineAt: string | null;
  readonly issuedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly customer: BookedCustomer;
  readonly reservation: { readonly gdsProviderCode: string; readonly recordLocator: string } | null;
  /** Of a hotel, whose one segment it is. */
  readonly stay?: SoldStay;
  readonly passengers: readonly BookedPassenger[];
  readonly segments: readonly BookedSegment[];
  readonly fares: readonly BookedFare[];
  readonly charges: readonly BookedCharge[];
  readonly tickets: readonly BookedTicket[];
}

export interface BookedCustomer {
  readonly customerId: number;
  readonly publicId: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly languageCode: string;
  readonly status: "active" | "credit_hold" | "dormant" | "archived";
}

export interface BookedPassenger {
  readonly passengerId: number;
  readonly number: number;
  readonly type: PassengerType;
  readonly surname: string;
  readonly givenNames: string;
  /** Of the reservation that the supplier has moved the passenger to; absent: the booking's own. */
  readonly recordLocator?: string;
  /** Of a stay, from 1. */
  readonly room?: number;
  /** Of a child at a stay, in years. */
  readonly age?: number;
}

export interface BookedSegment {
  readonly segmentId: number;
  readonly number: number;
  readonly carrierCode: string;
  readonly flightNumber: string;
  readonly bookingClass: string;
  readonly originAirport: string;
  readonly destinationAirport: string;
  /** `YYYY-MM-DDTHH:mm` at the airport. */
  readonly departsLocal: string;
  readonly arrivesLocal: string;
  readonly statusCode: string;
  /** Of a stay at a hotel, from midnight of the day of arrival to that of leaving; else a flight. */
  readonly stay?: ReservedStay;
}

/** One document to be issued, or issued: a ticket, the EMD of an ancillary service, or a voucher. */
export interface BookedFare {
  readonly fareId: number;
  readonly fareNumber: number;
  readonly passengerId: number;
  readonly supplier: BookedSupplier;
  readonly supplierFareReference: string | null;
  readonly base: Money;
  readonly taxes: readonly Tax[];
  readonly taxTotal: Money;
  readonly total: Money;
  readonly commission: Money;
  /** The rule that it follows; null where it is an amount. */
  readonly commissionPercent: string | null;
  readonly formOfPayment: FormOfPayment;
  /** What its EMD is for; null of a ticket. */
  readonly service: {
    readonly name: string | null;
    readonly rfic: string | null;
    readonly rfisc: string | null;
  } | null;
  readonly coupons: readonly {
    readonly segmentId: number;
    readonly couponNumber: number;
    readonly fareBasis: string | null;
  }[];
}

export interface BookedSupplier {
  readonly supplierId: number;
  readonly publicId: string;
  readonly name: string;
  readonly airlineCode: string | null;
  readonly settlementMode: "bsp" | "direct" | "pay_at_property";
  readonly revenueRole: "agent" | "principal";
  readonly status: "active" | "inactive";
}

export interface BookedCharge {
  readonly type: ChargeType;
  readonly amount: Money;
  readonly vatPercent: string;
  readonly vat: Money;
}

export interface BookedTicket {
  readonly ticketId: number;
  readonly number: string;
  readonly documentType: DocumentType;
  readonly checkDigit: string | null;
  readonly conjunctionNumber: number;
  readonly firstTicketNumber: string;
  readonly status: "ISSUED" | "VOIDED" | "REFUNDED" | "EXCHANGED";
  readonly fareId: number;
  readonly passengerId: number;
  /** The ticket that it was issued for in an exchange, by key; null for the first of a chain. */
  readonly exchangedFromTicketId: number | null;
  readonly issuedOn: string;
  readonly issuingOffice: string | null;
  readonly coupons: readonly {
    readonly couponNumber: number;
    readonly segmentId: number;
    readonly status: string;
    readonly fareBasis: string | null;
  }[];
}

/** What of a partner decides how its bookings are sold and booked. */
export interface PartnerRecord {
  readonly partnerId: number;
  readonly publicId: string;
  readonly name: string;
  readonly environment: "live" | "test";
  readonly status: PartnerStatus;
  readonly countryCode: string;
  readonly timeZone: string;
  readonly functionalCurrency: string;
  readonly reportingCurrency: string | null;
  readonly bookingReferences: NumberFormat;
  readonly recognition: {
    readonly commission: RecognitionPolicy;
    readonly markUp: RecognitionPolicy;
    readonly serviceFee: RecognitionPolicy;
  };
  readonly recognitionEntries: RecognitionEntries;
  readonly iataNumber: string | null;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly postalAddress: string | null;
}
