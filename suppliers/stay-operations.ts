import type { Money } from "../domain/money";
import type { StayPayment } from "../domain/stay";

/** What is asked of a supplier of hotel stays and what it answers, in no supplier's own terms. */

export interface StaySearch {
  /** The supplier's code of a place, or its codes of hotels. */
  readonly place: { readonly destination: string } | { readonly hotels: readonly string[] };
  /** Days at the hotel, `YYYY-MM-DD`: the last night is the one before the day of leaving. */
  readonly checkIn: string;
  readonly checkOut: string;
  readonly rooms: readonly {
    readonly adults: number;
    /** Of each child, in years. */
    readonly childAges: readonly number[];
  }[];
  readonly payment: StayPayment;
}

export interface OfferedRoom {
  readonly roomCode: string;
  readonly roomName: string;
  /** BB, HB, RO … */
  readonly boardCode: string;
  readonly boardName: string;
  readonly adults: number;
  readonly childAges: readonly number[];
  readonly total: Money;
}

/** From this instant on, RFC 3339, giving up the stay costs this much. */
export interface CancellationFee {
  readonly from: string;
  readonly amount: Money;
}

/** A hotel for all rooms that were asked for. */
export interface StayOffer {
  /** The supplier's keys of the rates, which buy them: opaque, and long. */
  readonly reference: string;
  readonly hotelCode: string;
  readonly hotelName: string;
  readonly destinationCode: string;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly rooms: readonly OfferedRoom[];
  readonly payment: StayPayment;
  /** What we pay the supplier, or where the guest pays at the property, what the guest pays there. */
  readonly total: Money;
  /** What the supplier pays us, where it says so. */
  readonly commission?: Money;
  readonly cancellationFees: readonly CancellationFee[];
  /** RFC 3339 instant, where the supplier states one. */
  readonly expiresAt?: string;
}

export interface StayGuest {
  /** Of the rooms in the order of the offer, from 1. */
  readonly room: number;
  readonly type: "ADT" | "CHD";
  readonly surname: string;
  readonly givenNames: string;
  /** Of a child, in years. */
  readonly age?: number;
}

/** What is bought when a stay is issued: the first guest of the first room is whom it is for. */
export interface StayOrder {
  readonly offerReference: string;
  readonly payment: StayPayment;
  readonly guests: readonly StayGuest[];
}
