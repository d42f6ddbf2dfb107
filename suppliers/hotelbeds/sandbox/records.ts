import type { StayPayment } from "../../../domain/stay";
import type { RecordStore } from "../../sandbox/record-store";
import type { SandboxRecords } from "../../sandbox/rest-sandbox";

/** What can be bought by a key: all rooms that are alike. Amounts are decimals in its currency. */
export interface RateRecord {
  readonly rateKey: string;
  readonly hotelCode: number;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly roomCode: string;
  readonly roomName: string;
  readonly boardCode: string;
  readonly boardName: string;
  readonly payment: StayPayment;
  readonly currency: string;
  /** What is charged, and where the guest pays what the hotel takes. */
  readonly price: string;
  readonly rooms: number;
  readonly adults: number;
  readonly childAges: readonly number[];
  readonly fees: readonly { readonly amount: string; readonly from: string }[];
  readonly isGone: boolean;
}

export interface PaxRecord {
  readonly roomId: number;
  readonly type: "AD" | "CH";
  readonly name: string;
  readonly surname: string;
  readonly age?: number | undefined;
}

export interface BookingRecord {
  readonly reference: string;
  readonly clientReference: string;
  readonly status: "CONFIRMED" | "CANCELLED" | "PRECONFIRMED";
  readonly creationDate: string;
  readonly holder: { readonly name: string; readonly surname: string };
  readonly rates: readonly { readonly rate: RateRecord; readonly paxes: readonly PaxRecord[] }[];
  /** Instead of what its rates say that cancelling it costs now. */
  readonly cancellationAmount?: string | undefined;
}

export interface HotelbedsRecords extends SandboxRecords {
  readonly rate: RateRecord;
  readonly booking: BookingRecord;
  /** One record, `all`. */
  readonly currency: string;
}

export type HotelbedsStore = RecordStore<HotelbedsRecords>;

export function findBookings(store: HotelbedsStore, clientReference: string): BookingRecord[] {
  return store.list("booking").filter((booking) => booking.clientReference === clientReference);
}
