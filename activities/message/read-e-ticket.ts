import type { PartnerDatabase } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { listPlaceNames } from "../../db/read/list-place-names";
import type { BookingRecord } from "../../domain/booking-record";
import type { DocumentStore } from "../../suppliers/documents/port";
import { readBrand } from "../read-brand";
import type { ETicket } from "./e-ticket/e-ticket";
import { toETicket } from "./to-e-ticket";

/** The e-ticket of an issued booking, read from the books: never from an event or a history. */
export async function readETicket(
  documents: DocumentStore,
  scope: PartnerDatabase,
  bookingId: string,
): Promise<{ readonly booking: BookingRecord; readonly eTicket: ETicket }> {
  const [partner, booking, brand] = await Promise.all([
    getPartner(scope),
    getBooking(scope, bookingId),
    readBrand(documents, scope),
  ]);
  const names = await listPlaceNames(scope, booking.segments);
  return { booking, eTicket: toETicket({ partner, brand }, booking, names) };
}
