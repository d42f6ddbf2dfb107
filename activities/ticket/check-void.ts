import { prepareEntry } from "../../db/journal/prepare-entry";
import { getBooking } from "../../db/read/get-booking";
import type { BookingRecord } from "../../domain/booking-record";
import type { VoidedTickets } from "../../domain/choose-voided-tickets";
import type { Money } from "../../domain/money";
import { sum, toMoneyJson } from "../../domain/money";
import { partOfTickets } from "../../domain/split/booking-parts";
import type { CheckedVoid, VoidTicketsInput } from "../../temporal/contract/void-tickets";
import type { LedgerDependencies } from "../dependencies";
import { planVoid } from "./plan-void";

/**
 * Tries a void on the books without writing it: tickets that cannot be voided, a window that is
 * shut, a closed period are found before the supplier has voided, not after.
 */
export function createCheckVoid({ openPartner, now }: LedgerDependencies) {
  return async function checkVoid(input: VoidTicketsInput): Promise<CheckedVoid> {
    const scope = await openPartner(input.partner);
    const checkedAt = now();
    const booking = await getBooking(scope, input.bookingId);
    const { chosen, partner, postings } = await planVoid(scope, booking, input, checkedAt);
    partOfTickets(booking, chosen.documents);
    for (const posting of postings) await prepareEntry(scope, posting, { partner });
    return {
      amount: toMoneyJson(totalOf(booking, chosen)),
      documentNumbers: chosen.documents.map(({ number }) => number),
      checkedAt,
    };
  };
}

/** What the tickets cost the customer, without the charges of the booking. */
function totalOf({ fares, currency }: BookingRecord, { tickets }: VoidedTickets): Money {
  const voided = fares.filter(({ fareId }) => tickets.some((ticket) => ticket.fareId === fareId));
  return sum(
    currency,
    voided.map(({ total }) => total),
  );
}
