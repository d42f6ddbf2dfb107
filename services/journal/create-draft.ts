import type { PartnerTransaction } from "../../db/partner-scope";
import { getNextPeriodStart } from "../../db/read/get-next-period-start";
import { toPostingLines } from "../../db/read/to-posting-lines";
import { writeAudit } from "../../db/write/audit";
import type { DraftContent } from "../../db/write/journal-drafts";
import { insertJournalDraft } from "../../db/write/journal-drafts";
import type { ActContext } from "../../domain/actor";
import type { DraftLine } from "../../domain/journal/draft-line";
import { assertDraftAmounts } from "../../domain/journal/draft-line";

export interface NewDraft {
  readonly draftDate: string;
  readonly description: string;
  /** A later day, or the first day of the period after the draft's. */
  readonly reverseOn: string | null;
  readonly lines: readonly DraftLine[];
}

const nextPeriod = "next_period";

/** Takes up a draft of an entry; returns its public id. Whether it can be posted, submitting tells. */
export async function createDraft(
  transaction: PartnerTransaction,
  draft: NewDraft,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const content = await toDraftContent(transaction, draft);
  const publicId = await insertJournalDraft(transaction, { kind: "manual", ...content }, at);
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "journal_draft.created",
        targetType: "journal_draft",
        targetId: publicId,
        payload: { draft_date: draft.draftDate, lines: draft.lines.length },
      },
    ],
    at,
  );
  return publicId;
}

/** What is refused of any draft is refused here: amounts that are none, and rows of other partners. */
export async function toDraftContent(
  transaction: PartnerTransaction,
  { draftDate, description, reverseOn, lines }: NewDraft,
): Promise<DraftContent> {
  assertDraftAmounts(lines);
  await toPostingLines(transaction, lines);
  return {
    draftDate,
    description,
    reverseOn:
      reverseOn === nextPeriod ? await getNextPeriodStart(transaction, draftDate) : reverseOn,
    lines,
  };
}
