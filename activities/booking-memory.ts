import type { PartnerDatabase } from "../db/partner-scope";
import type { BookingRecord } from "../domain/booking-record";

/**
 * What one step of an issuance has just read of its booking, for the next step in the same
 * process. Only ever a hint: whoever acts on it checks the booking's version under its lock.
 */
export interface BookingMemory {
  remember(scope: PartnerDatabase, booking: BookingRecord): void;
  /** Gives it back once. */
  take(scope: PartnerDatabase, publicId: string): BookingRecord | undefined;
}

const bookingsMax = 1_000;

export function createBookingMemory(): BookingMemory {
  const bookings = new Map<string, BookingRecord>();
  return {
    remember: ({ partner }, booking) => {
      // The oldest makes room: an issuance that long ago has ended, or will read again.
      const [oldest] = bookings.keys();
      if (bookings.size >= bookingsMax && oldest !== undefined) bookings.delete(oldest);
      bookings.set(`${partner}:${booking.publicId}`, booking);
    },
    take: ({ partner }, publicId) => {
      const key = `${partner}:${publicId}`;
      const booking = bookings.get(key);
      bookings.delete(key);
      return booking;
    },
  };
}
