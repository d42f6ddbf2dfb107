import type { Fare, Tax } from "../domain/fare";
import type { Money } from "../domain/money";
import type { PassengerType, Reservation } from "../domain/reservation";
import type { SupplierRefusalReason } from "./outcome";
import type { StayOrder } from "./stay-operations";

/** What is asked of a supplier of air travel and what it answers, in no supplier's own terms. */

export interface OfferSearch {
  /** The journey's legs in order, each between two airports or cities. */
  readonly legs: readonly {
    readonly origin: string;
    readonly destination: string;
    readonly departsOn: string;
  }[];
  readonly passengers: readonly { readonly type: PassengerType; readonly count: number }[];
  readonly currency?: string;
}

export interface OfferedFlight {
  readonly carrierCode: string;
  readonly flightNumber: string;
  readonly bookingClass: string;
  readonly originAirport: string;
  readonly destinationAirport: string;
  readonly departsLocal: string;
  readonly arrivesLocal: string;
}

export interface Offer {
  readonly reference: string;
  readonly validatingCarrier: string;
  readonly flights: readonly OfferedFlight[];
  /** Of one passenger of the type. */
  readonly fares: readonly {
    readonly passengerType: PassengerType;
    readonly count: number;
    readonly fare: Fare;
  }[];
  readonly total: Money;
  /** RFC 3339 instant, where the supplier states one. */
  readonly expiresAt?: string;
}

export interface OfferRequest {
  readonly offerReference: string;
}

export interface HoldRequest extends OfferRequest {
  /** The price that was accepted: at another one nothing is held (`price_changed`). */
  readonly total: Money;
  readonly passengers: readonly {
    readonly type: PassengerType;
    readonly surname: string;
    readonly givenNames: string;
    readonly dateOfBirthOn?: string;
  }[];
  readonly contact: { readonly email: string; readonly phone?: string };
  readonly idempotencyKey: string;
}

export interface OrderRequest {
  readonly recordLocator: string;
}

/** What a reservation costs now, fare by fare. */
export interface PriceCheck {
  readonly fares: readonly { readonly reference: string; readonly fare: Fare }[];
  readonly total: Money;
}

export interface IssueRequest extends OrderRequest {
  /** Stored fares to ticket, by the supplier's reference. */
  readonly fareReferences: readonly string[];
  /** Unique in all partners; for suppliers that keep one of ours. */
  readonly idempotencyKey: string;
  /** Of a stay, which no supplier holds before it is bought. */
  readonly stay?: StayOrder;
}

/**
 * Called after the reservation was read and before it is ticketed, so that nothing is issued
 * that differs from what was booked.
 */
export type BeforeIssue = (reservation: Reservation) => Promise<
  | {
      readonly proceed: true;
      /** The fares to ticket by the references they have now, where those are not the request's. */
      readonly fareReferences?: readonly string[];
    }
  | { readonly proceed: false }
>;

export type IssueValue =
  /** The reservation as it was read after issuing, with its documents. */
  | { readonly kind: "issued"; readonly reservation: Reservation }
  /** Some of the fares carried documents before anything was asked of the supplier. */
  | { readonly kind: "alreadyTicketed"; readonly reservation: Reservation }
  /** `beforeIssue` said no: nothing was asked of the supplier. */
  | { readonly kind: "stopped"; readonly reservation: Reservation };

export interface DocumentsRequest {
  /** Where the supplier knows documents by their order only. */
  readonly recordLocator?: string;
  /** 13 digits each. */
  readonly documentNumbers: readonly string[];
}

/** Coupon status as the industry counts it (PADIS code list 4405). */
export type CouponStatus =
  | "open"
  | "airport_control"
  | "checked_in"
  | "boarded"
  | "used"
  | "voided"
  | "refunded"
  | "exchanged"
  | "suspended"
  | "other";

export interface DocumentStatus {
  readonly number: string;
  readonly type: "ticket" | "emd";
  readonly recordLocator?: string;
  readonly coupons: readonly {
    readonly coupon: number;
    readonly status: CouponStatus;
    /** As the supplier writes it. */
    readonly supplierStatus: string;
  }[];
}

export type VoidRequest = DocumentsRequest;

export interface VoidResult {
  readonly voided: readonly string[];
  readonly failed: readonly DocumentFailure[];
}

export interface DocumentFailure {
  readonly number: string;
  readonly reason: SupplierRefusalReason;
  readonly supplierCode: string;
  readonly supplierText: string;
}

/** One coupon, by the document that it is on. */
export interface DocumentCoupon {
  readonly number: string;
  readonly coupon: number;
}

export interface RefundQuoteRequest extends OrderRequest {
  readonly documentNumbers: readonly string[];
  /**
   * Only these coupons of the documents that they are on; of the others all that were not used.
   * Asked of suppliers that declare `refundsCoupons`.
   */
  readonly coupons?: readonly DocumentCoupon[];
}

export interface DocumentRefund {
  readonly number: string;
  readonly fare: Money;
  readonly taxes: readonly Tax[];
  /** The airline's cancellation penalty, taken off. */
  readonly penalty: Money;
  /** Fare and taxes less the penalty: what is paid back. */
  readonly total: Money;
  /** Where only these of it are refunded. */
  readonly coupons?: readonly DocumentCoupon[];
}

export interface RefundQuote {
  readonly documents: readonly DocumentRefund[];
  readonly total: Money;
  /** The supplier's name for the quote, where it keeps quotes. */
  readonly reference?: string;
  readonly expiresAt?: string;
}

export interface RefundRequest extends OrderRequest {
  /** As it was accepted: at another amount nothing is refunded (`price_changed`). */
  readonly quote: RefundQuote;
  readonly idempotencyKey: string;
}

export type RefundValue =
  | { readonly kind: "refunded"; readonly refund: RefundQuote }
  /** All of the documents were refunded before anything was asked of the supplier. */
  | { readonly kind: "alreadyRefunded" };

export interface ExchangeQuoteRequest extends OrderRequest {
  readonly documentNumbers: readonly string[];
  /** The new journey, where the supplier sells it with the exchange; else it is in the order. */
  readonly flights?: readonly OfferedFlight[];
  /** A lower price is kept as an EMD; else it is given back. Asked where `keepsResidual`. */
  readonly residual?: "emd";
}

export interface ExchangeQuote {
  readonly documentNumbers: readonly string[];
  readonly newTotal: Money;
  readonly penalty: Money;
  /** Above zero: to be paid, penalty included. Below zero: the residual value. */
  readonly due: Money;
  readonly reference?: string;
  readonly expiresAt?: string;
}

export interface ExchangeRequest extends OrderRequest {
  /** As it was accepted: at another amount nothing is exchanged (`price_changed`). */
  readonly quote: ExchangeQuote;
  readonly idempotencyKey: string;
}

export type ExchangeValue =
  /** The reservation with the new documents. */
  | { readonly kind: "exchanged"; readonly reservation: Reservation }
  | { readonly kind: "alreadyExchanged"; readonly reservation: Reservation };

export interface CancelRequest extends OrderRequest {
  readonly idempotencyKey: string;
}

export interface ListedDocument {
  readonly number: string;
  readonly type: "ticket" | "emd";
  readonly passengerReference: string;
}
