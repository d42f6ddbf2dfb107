import { prepareEntry } from "../../db/journal/prepare-entry";
import { getBooking } from "../../db/read/get-booking";
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
    for (const posting of postings) await prepareEntry(scope, posting, { partner });
    return { documentNumbers: chosen.documents.map(({ number }) => number), checkedAt };
  };
}
