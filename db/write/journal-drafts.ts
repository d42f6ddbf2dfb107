import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";
import type { DraftLine } from "../../domain/journal/draft-line";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { JournalDraft } from "../read/journal-drafts";
import { writeHistory } from "./history";

export interface NewJournalDraft {
  readonly kind: JournalDraft["kind"];
  readonly status?: "draft" | "submitted";
  readonly draftDate: string;
  readonly description: string;
  readonly reverseOn: string | null;
  readonly lines: readonly DraftLine[];
  readonly reversesJournalEntryId?: number;
  readonly recurringJournalId?: number;
}

/** Writes a draft, with its history; the audit is the caller's. Returns its public id. */
export async function insertJournalDraft(
  transaction: PartnerTransaction,
  draft: NewJournalDraft,
  at: string,
): Promise<string> {
  const publicId = newId("journalDraft");
  const { insertId } = await transaction.db
    .insertInto("journal_drafts")
    .values({
      public_id: publicId,
      draft_kind: draft.kind,
      status: draft.status ?? "draft",
      draft_date: draft.draftDate,
      description: draft.description,
      reverse_on: draft.reverseOn,
      entry_lines: canonicalJson(toJson(draft.lines)),
      reverses_journal_entry_id: draft.reversesJournalEntryId ?? null,
      recurring_journal_id: draft.recurringJournalId ?? null,
    })
    .executeTakeFirstOrThrow();
  await writeHistory(transaction, {
    table: "journal_drafts",
    ids: [Number(insertId)],
    type: "INSERT",
    at,
  });
  return publicId;
}

/** What a person may change of a draft that nobody has submitted. */
export type DraftContent = Pick<
  NewJournalDraft,
  "draftDate" | "description" | "reverseOn" | "lines"
>;

/** Puts other content into a draft that is held, with its history; the audit is the caller's. */
export async function rewriteJournalDraft(
  transaction: PartnerTransaction,
  draft: JournalDraft,
  { draftDate, description, reverseOn, lines }: DraftContent,
  at: string,
): Promise<void> {
  assertDraftStatus(draft, "draft");
  const before = canonicalJson(toJson(draft.lines));
  const after = canonicalJson(toJson(lines));
  await transaction.db
    .updateTable("journal_drafts")
    .set({
      draft_date: draftDate,
      description,
      reverse_on: reverseOn,
      entry_lines: after,
      version: draft.version + 1,
    })
    .where("journal_draft_id", "=", draft.journalDraftId)
    .execute();
  await writeHistory(transaction, {
    table: "journal_drafts",
    ids: [draft.journalDraftId],
    type: "UPDATE",
    at,
    changes: {
      draft_date: [draft.draftDate, draftDate],
      description: [draft.description, description],
      reverse_on: [draft.reverseOn, reverseOn],
      entry_lines: [before, after],
    },
  });
}

/** Lines as they are stored: with the members that they have, and no others. */
export function toJson(lines: readonly DraftLine[]): JsonValue {
  return lines.map(({ account, side, amount, dimensions }) => ({
    account,
    side,
    amount: { amount: amount.amount, currency: amount.currency },
    dimensions: Object.fromEntries(
      Object.entries(dimensions).filter(([, value]) => value !== undefined),
    ),
  }));
}

/** Moves a draft that is held on from where it should stand; refuses it where it stands elsewhere. */
export async function moveJournalDraft(
  transaction: PartnerTransaction,
  draft: JournalDraft,
  move: {
    readonly from: JournalDraft["status"];
    readonly to: JournalDraft["status"];
    readonly journalEntryId?: number;
    readonly at: string;
  },
): Promise<void> {
  assertDraftStatus(draft, move.from);
  await transaction.db
    .updateTable("journal_drafts")
    .set({
      status: move.to,
      version: draft.version + 1,
      ...(move.journalEntryId === undefined ? {} : { journal_entry_id: move.journalEntryId }),
    })
    .where("journal_draft_id", "=", draft.journalDraftId)
    .execute();
  await writeHistory(transaction, {
    table: "journal_drafts",
    ids: [draft.journalDraftId],
    type: "UPDATE",
    at: move.at,
    changes: { status: [move.from, move.to] },
  });
}

export function assertDraftStatus(draft: JournalDraft, wanted: JournalDraft["status"]): void {
  if (draft.status === wanted) return;
  throw new Refusal("DRAFT_STATE_INVALID", `The draft is ${draft.status}, not ${wanted}.`, {
    draft_id: draft.publicId,
    status: draft.status,
  });
}
