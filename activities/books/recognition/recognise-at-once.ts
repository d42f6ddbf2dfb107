import { releaseDue } from "../../../db/journal/release-due";
import type { PartnerDatabase } from "../../../db/partner-scope";
import type { DueBooking } from "../../../db/read/due-recognition";
import type { TransactionObserver } from "../../../db/transaction";
import { inReadCommittedTransaction } from "../../../db/transaction";
import { lockManyBookings } from "../../../db/write/lock-booking";
import type { PartnerRecord } from "../../../domain/booking-record";
import { postEarnedSums } from "../../../domain/posting/recognise";
import type { BatchPosting } from "./post-earned";
import { postEarned } from "./post-earned";

interface DueTogether extends BatchPosting {
  readonly due: readonly DueBooking[];
  readonly bookingIds: readonly number[];
  readonly observer: TransactionObserver;
}

/** Whether nothing that is due has a rate or is reported in another currency. */
export function isOfOneCurrency(
  { reportingCurrency }: PartnerRecord,
  due: readonly DueBooking[],
): boolean {
  return reportingCurrency === null && due.every(({ isForeign }) => !isForeign);
}

/**
 * Recognises what is due of some bookings by statements over all of them, in one commit: their
 * slices are released, and the entry is what these come to. Its key names the first slice: no other
 * entry can ever have that one.
 */
export async function recogniseAtOnce(scope: PartnerDatabase, batch: DueTogether): Promise<void> {
  const { partner, run, due, bookingIds, observer } = batch;
  const { publicId, recognitionRunId, through } = run;
  const [first] = due;
  if (first === undefined) return;
  const postingKey = `recognition:${publicId}:${first.firstLineId}`;
  const { functionalCurrency } = partner;
  await inReadCommittedTransaction(
    scope,
    async (transaction) => {
      await lockManyBookings(transaction, bookingIds);
      const released = { bookingIds, through, recognitionRunId, postingKey, functionalCurrency };
      const lines = postEarnedSums(await releaseDue(transaction, released));
      if (lines.length === 0) return;
      const description = `Recognition of ${due.length} bookings through ${through}`;
      await postEarned(transaction, [{ postingKey, description, lines }], batch);
    },
    observer,
  );
}
