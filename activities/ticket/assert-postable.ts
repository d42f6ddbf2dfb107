import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getPartner } from "../../db/read/get-partner";
import type { BookingRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import { accounts } from "../../domain/journal/accounts";
import { sum } from "../../domain/money";
import { postIssuance } from "../../domain/posting/issuance";
import { assertServiceNotBefore } from "../../domain/service-before-issue";
import { assertWithinCredit } from "../../services/customer/assert-within-credit";
import { toIssuanceEvent } from "./issuance-event";

/**
 * Tries the issuance's entry on the books without writing it: a closed period, an inactive
 * account, a missing rate, a credit limit that does not cover it or a flight that has left is found
 * before the airline has issued, not after.
 */
export async function assertPostable(
  scope: PartnerDatabase,
  booking: BookingRecord,
  now: string,
): Promise<void> {
  const partner = await getPartner(scope);
  const issuedOn = dayIn(partner.timeZone, now);
  const event = toIssuanceEvent(partner, booking, (fareId) => fareId);
  assertServiceNotBefore(
    issuedOn,
    event.tickets.flatMap(({ segments }) => segments),
  );
  const { lines } = postIssuance(event);
  const receivable = lines.filter(({ account }) => account === accounts.receivable);
  await assertWithinCredit(
    scope,
    {
      customerId: booking.customer.customerId,
      amount: sum(
        booking.currency,
        receivable.map(({ amount }) => amount),
      ),
      exceptBookingId: booking.bookingId,
    },
    { partner, now },
  );
  await prepareEntry(scope, { eventDate: issuedOn, lines }, { partner });
}
