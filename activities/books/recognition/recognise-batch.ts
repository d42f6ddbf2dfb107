import { activityInfo } from "@temporalio/activity";

import { insertReleasesOfEntries } from "../../../db/journal/insert-revenue-releases";
import { listSchedulesOfBookings } from "../../../db/journal/list-revenue-schedules";
import { loadRates } from "../../../db/journal/load-rates";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { listDueBookings } from "../../../db/read/due-recognition";
import { getPartner } from "../../../db/read/get-partner";
import type { RecognitionRunRecord } from "../../../db/read/recognition-runs";
import { getRecognitionRun } from "../../../db/read/recognition-runs";
import { inTransaction } from "../../../db/transaction";
import { chunksOf } from "../../../db/write/chunks-of";
import { lockBookings } from "../../../db/write/lock-booking";
import type { PartnerRecord } from "../../../domain/booking-record";
import type { RecognitionPosting } from "../../../domain/posting/recognise";
import { postRecognition } from "../../../domain/posting/recognise";
import { sumLines } from "../../../domain/posting/sum-lines";
import type { RecognitionBatch, RunRecognitionInput } from "../../../temporal/contract/recognition";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import type { BatchPosting } from "./post-earned";
import { postEarned } from "./post-earned";
import { isOfOneCurrency, recogniseAtOnce } from "./recognise-at-once";

/** In one commit of an attempt that is repeated: a worker that lives for a moment only gets on too. */
const repeatedBookings = 25;

/**
 * Recognises what is due of some bookings: an entry for each or one for all, as the run says, and
 * its slices, in one commit. Run again, it finds nothing due any more; where it was cut off, each
 * booking with an entry of its own, it commits by pieces, so that it is not cut off for ever. Who
 * refunds one of them meanwhile waits, or was first.
 */
export function createRecogniseBatch(dependencies: LedgerDependencies) {
  return async function recogniseBatch(
    input: RunRecognitionInput,
    batch: RecognitionBatch,
  ): Promise<void> {
    const scope = await dependencies.openPartner(input.partner);
    const partner = await getPartner(scope);
    const run = await getRecognitionRun(scope, input.runId);
    const due = await listDueBookings(scope, run.through, batch);
    if (due.length === 0) return;
    const posting = {
      partner,
      run,
      context: toActContext(input.context),
      at: toDateTime(dependencies.now()),
      bookingIds: due.map(({ bookingId }) => bookingId),
    };
    if (run.entries === "summed" && isOfOneCurrency(partner, due)) {
      await recogniseAtOnce(scope, { ...posting, due, observer: dependencies.observer });
      return;
    }
    for (const bookingIds of toCommits(run, posting.bookingIds)) {
      await inTransaction(
        scope,
        (transaction) => recogniseOneByOne(transaction, { ...posting, bookingIds }),
        dependencies.observer,
      );
    }
  };
}

/** A summed entry is that of its batch, however often that is tried. */
function toCommits(
  { entries }: RecognitionRunRecord,
  bookingIds: readonly number[],
): Iterable<readonly number[]> {
  const isRepeated = entries === "per_booking" && activityInfo().attempt > 1;
  return isRepeated ? chunksOf(bookingIds, repeatedBookings) : [bookingIds];
}

async function recogniseOneByOne(
  transaction: PartnerTransaction,
  posting: BatchPosting & { readonly bookingIds: readonly number[] },
): Promise<void> {
  const { partner, run, bookingIds } = posting;
  await lockBookings(transaction, bookingIds);
  const due = await postDue(transaction, bookingIds, { partner, through: run.through });
  const earned = run.entries === "summed" ? earnTogether(run, due) : earnEach(run, due);
  await postEarned(transaction, earned, posting);
  await insertReleasesOfEntries(
    transaction,
    earned.map(({ postingKey, recognised }) => ({
      entry: { reason: "recognition", postingKey, recognitionRunId: run.recognitionRunId },
      releases: recognised.map(({ scheduleId, ...slice }) => ({ scheduleId, slices: [slice] })),
    })),
  );
}

interface EarnedEntry extends RecognitionPosting {
  readonly postingKey: string;
  readonly description: string;
}

function earnEach(
  { publicId, through }: RecognitionRunRecord,
  due: readonly PostedBooking[],
): EarnedEntry[] {
  return due.map(({ booking, posting }) => ({
    ...posting,
    postingKey: `recognition:${publicId}:${booking.publicId}`,
    description: `Recognition of ${booking.reference} through ${through}`,
  }));
}

/** Its key names its first slice: no other entry can ever have that one. */
function earnTogether(
  { publicId, through }: RecognitionRunRecord,
  due: readonly PostedBooking[],
): EarnedEntry[] {
  const recognised = due.flatMap(({ posting }) => posting.recognised);
  const [first] = recognised;
  if (first === undefined) return [];
  return [
    {
      recognised,
      lines: sumLines(due.flatMap(({ posting }) => posting.lines)),
      postingKey: `recognition:${publicId}:${first.scheduleId}:${first.lineNumber}`,
      description: `Recognition of ${due.length} bookings through ${through}`,
    },
  ];
}

interface PostedBooking {
  readonly booking: { readonly publicId: string; readonly reference: string };
  readonly posting: RecognitionPosting;
}

/** At the worth at which it was deferred; only what was never reported takes the rate of the day. */
async function postDue(
  transaction: PartnerTransaction,
  bookingIds: readonly number[],
  { partner, through }: { readonly partner: PartnerRecord; readonly through: string },
): Promise<PostedBooking[]> {
  const schedules = await listSchedulesOfBookings(transaction, bookingIds);
  const slices = [...schedules.values()].flat().flatMap((schedule) => schedule.slices);
  const rateOf = await loadRates(transaction, slices, partner, through);
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const bookings = await transaction.db
    .selectFrom("bookings")
    .select([
      "booking_id",
      "public_id",
      "booking_reference",
      "customer_id",
      "branch_id",
      "product_code",
    ])
    .where("booking_id", "in", bookingIds)
    .orderBy("booking_id")
    .execute();
  return bookings
    .map((row) => ({
      booking: { publicId: row.public_id, reference: row.booking_reference },
      posting: postRecognition(
        {
          sale: {
            bookingId: row.booking_id,
            customerId: row.customer_id,
            productCode: row.product_code,
            ...(row.branch_id === null ? {} : { branchId: row.branch_id }),
          },
          schedules: schedules.get(row.booking_id) ?? [],
          through,
        },
        { functional, ...(reporting === null ? {} : { reporting }), rateOf },
      ),
    }))
    .filter(({ posting }) => posting.lines.length > 0);
}
