import { findPostingPeriods } from "../../db/journal/find-posting-period";
import { getStoredEntry } from "../../db/journal/get-stored-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { toPostingLines } from "../../db/read/to-posting-lines";
import type { Posting } from "../../domain/journal/posting";
import { reverseEntry } from "../../domain/journal/reverse-entry";
import { Refusal } from "../../domain/refusal";

/** A run's is that of its day, whoever posts it. */
function postingKeyOf({ publicId, recurringId, draftDate }: JournalDraft): string {
  return recurringId === null ? `draft:${publicId}` : `recurring:${recurringId}:${draftDate}`;
}

/** What a draft posts: the lines as they were written, or the mirror of the entry it takes back. */
export async function toDraftPosting(
  scope: PartnerDatabase,
  draft: JournalDraft,
): Promise<Posting> {
  const header = {
    postingKey: postingKeyOf(draft),
    sourceType: sourceTypes[draft.kind],
    sourceId: draft.publicId,
    eventDate: draft.draftDate,
    description: draft.description,
  };
  if (draft.reverses === null) {
    return { ...header, lines: await toPostingLines(scope, draft.lines) };
  }
  return { ...header, ...reverseEntry(await getStoredEntry(scope, draft.reverses.rowId)) };
}

const sourceTypes = {
  manual: "manual_entry",
  recurring: "recurring_entry",
  reversal: "reversal",
} as const;

/** A person's date is meant: unlike an event's or a run's, it is never moved to the next open period. */
export async function assertDatedInOpenPeriod(
  scope: PartnerDatabase,
  { draftDate, kind }: JournalDraft,
  maySoftClosed: boolean,
): Promise<void> {
  if (kind === "recurring") return;
  const periods = await findPostingPeriods(scope, [draftDate], { maySoftClosed });
  const entryDate = periods.get(draftDate)?.entryDate ?? null;
  if (entryDate === draftDate) return;
  throw new Refusal(
    "PERIOD_CLOSED",
    `The period of ${draftDate} is closed. Date the entry ${String(entryDate)} or later.`,
    { draft_date: draftDate, first_open_day: entryDate },
  );
}
