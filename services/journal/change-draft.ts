import type { PartnerTransaction } from "../../db/partner-scope";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { writeAudit } from "../../db/write/audit";
import { moveJournalDraft, rewriteJournalDraft } from "../../db/write/journal-drafts";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { NewDraft } from "./create-draft";
import { toDraftContent } from "./create-draft";

interface Change {
  readonly draftId: string;
  /** Throws where the version that is held is not the one that was meant. */
  readonly assertVersion: (version: number) => void;
  readonly context: ActContext;
  readonly at: string;
}

/** Replaces what a draft says, until it is submitted (DRAFT_STATE_INVALID). */
export async function editDraft(
  transaction: PartnerTransaction,
  edited: NewDraft,
  change: Change,
): Promise<void> {
  const draft = await lockJournalDraft(transaction, change.draftId);
  change.assertVersion(draft.version);
  assertKeepsDay(draft, edited);
  const content = await toDraftContent(transaction, edited);
  await rewriteJournalDraft(transaction, draft, content, change.at);
  await audit(transaction, change, "edited", {
    draft_date: content.draftDate,
    lines: content.lines.length,
  });
}

/** Gives a draft up that has not been submitted. It stays to be read, and is never posted. */
export async function discardDraft(transaction: PartnerTransaction, change: Change): Promise<void> {
  const draft = await lockJournalDraft(transaction, change.draftId);
  change.assertVersion(draft.version);
  await moveJournalDraft(transaction, draft, { from: "draft", to: "discarded", at: change.at });
  await audit(transaction, change, "discarded", {});
}

/** A run is that of its day: with another one, the Schedule could make it a second time. */
function assertKeepsDay(draft: JournalDraft, { draftDate }: NewDraft): void {
  if (draft.recurringId === null || draftDate === draft.draftDate) return;
  throw new Refusal(
    "DRAFT_STATE_INVALID",
    `It is the run of ${draft.draftDate}, and keeps that day.`,
    { draft_id: draft.publicId, draft_date: draft.draftDate },
  );
}

async function audit(
  transaction: PartnerTransaction,
  { draftId, context, at }: Change,
  what: "edited" | "discarded",
  payload: Readonly<Record<string, JsonValue>>,
): Promise<void> {
  const target = { targetType: "journal_draft", targetId: draftId };
  await writeAudit(
    transaction,
    context,
    [{ type: `journal_draft.${what}`, ...target, payload }],
    at,
  );
}
