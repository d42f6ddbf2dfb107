import { postJournalEntries } from "../../../db/journal/post-journal-entries";
import type { PartnerTransaction } from "../../../db/partner-scope";
import type { RecognitionRunRecord } from "../../../db/read/recognition-runs";
import type { ActContext } from "../../../domain/actor";
import type { PartnerRecord } from "../../../domain/booking-record";
import type { PostingLine } from "../../../domain/journal/posting";
import { sourceTypes } from "../../../domain/journal/source-types";
import { Refusal } from "../../../domain/refusal";

/** What the entries of one batch have in common. */
export interface BatchPosting {
  readonly partner: PartnerRecord;
  readonly run: RecognitionRunRecord;
  readonly context: ActContext;
  readonly at: string;
}

/** Posts the entries of a batch on the day that its run recognises through. */
export async function postEarned(
  transaction: PartnerTransaction,
  earned: readonly {
    readonly postingKey: string;
    readonly description: string;
    readonly lines: readonly PostingLine[];
  }[],
  { partner, run, context, at }: BatchPosting,
): Promise<void> {
  const entries = await postJournalEntries(
    transaction,
    earned.map(({ postingKey, description, lines }) => ({
      sourceType: sourceTypes.recognition,
      sourceId: run.publicId,
      postingKey,
      eventDate: run.through,
      description,
      lines,
    })),
    { partner, context, at, maySoftClosed: true },
  );
  assertOnDay(entries, run);
}

/** A period that was closed meanwhile sends postings on to the next one: a run's belong to its own. */
function assertOnDay(
  entries: readonly { readonly entryDate: string }[],
  { through, periodCode }: RecognitionRunRecord,
): void {
  if (entries.every(({ entryDate }) => entryDate === through)) return;
  throw new Refusal("PERIOD_CLOSED", `Period ${periodCode} was closed while the run went on.`, {
    period: periodCode,
  });
}
