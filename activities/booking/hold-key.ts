/** Of all requests by which a booking's offer is held. */
export function holdKey(bookingId: string): string {
  return `hold:${bookingId}`;
}
