import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getPartner } from "../../db/read/get-partner";
import type { BookingRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import { postIssuance } from "../../domain/posting/issuance";
import { toIssuanceEvent } from "./issuance-event";

/**
 * Tries the issuance's entry on the books without writing it: a closed period, an inactive
 * account or a missing rate is found before the airline has issued, not after.
 */
export async function assertPostable(
  scope: PartnerDatabase,
  booking: BookingRecord,
  now: string,
): Promise<void> {
  const partner = await getPartner(scope);
  const { lines } = postIssuance(toIssuanceEvent(partner, booking, (fareId) => fareId));
  await prepareEntry(scope, { eventDate: dayIn(partner.timeZone, now), lines }, { partner });
}
