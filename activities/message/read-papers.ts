import type { PartnerDatabase } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { listPlaceNames } from "../../db/read/list-place-names";
import type { BookingRecord } from "../../domain/booking-record";
import type { DocumentStore } from "../../suppliers/documents/port";
import { readBrand } from "../read-brand";
import type { ETicket } from "./e-ticket/e-ticket";
import { toETicket } from "./to-e-ticket";
import type { Voucher } from "./voucher/voucher";
import { toVoucher } from "./voucher/voucher";

/** What an issued booking's customer gets: the e-ticket, of a hotel the voucher. */
export type IssuedPapers =
  | { readonly kind: "eTicket"; readonly booking: BookingRecord; readonly eTicket: ETicket }
  | { readonly kind: "voucher"; readonly booking: BookingRecord; readonly voucher: Voucher };

/** Read from the books: never from an event or a history. */
export async function readPapers(
  documents: DocumentStore,
  scope: PartnerDatabase,
  bookingId: string,
): Promise<IssuedPapers> {
  const [partner, booking, brand] = await Promise.all([
    getPartner(scope),
    getBooking(scope, bookingId),
    readBrand(documents, scope),
  ]);
  if (booking.stay !== undefined) {
    return { kind: "voucher", booking, voucher: toVoucher({ partner, brand }, booking) };
  }
  const names = await listPlaceNames(scope, booking.segments);
  const eTicket = toETicket({ partner, brand }, booking, names);
  return { kind: "eTicket", booking, eTicket };
}
