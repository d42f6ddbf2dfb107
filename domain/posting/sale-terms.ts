import type { BookedFare, BookingRecord } from "../booking-record";
import type { IssuedTicket } from "./issuance";

/**
 * How a fare is settled, in whose name it is sold, and who took its price: the airline by card, or
 * the hotel from its guest, for which we are an agent, whatever we are otherwise (IFRS 15.B34-B38).
 */
export function saleTermsOf(
  { stay }: Pick<BookingRecord, "stay">,
  { supplier, formOfPayment }: Pick<BookedFare, "supplier" | "formOfPayment">,
): Pick<IssuedTicket, "settlement" | "revenueRole" | "paidToAirline"> {
  const isPaidAtProperty = stay?.payment === "at_property";
  return {
    settlement: supplier.settlementMode === "bsp" ? "bsp" : "direct",
    revenueRole: isPaidAtProperty ? "agent" : supplier.revenueRole,
    paidToAirline: isPaidAtProperty || formOfPayment.kind === "card",
  };
}
