import type { Context } from "hono";

import type { DocumentRecord } from "../db/read/documents";
import { findBookingByTicket } from "../db/read/find-booking-by-ticket";
import { findBranchOfBooking } from "../db/read/find-branch-of-booking";
import type { AttachmentOwner } from "../db/read/journal-attachments";
import { getOwnerOfAttachment } from "../db/read/journal-attachments";
import type { JournalDraft } from "../db/read/journal-drafts";
import { getJournalDraft } from "../db/read/journal-drafts";
import { getJournalEntry } from "../db/read/journal-entries";
import type { DraftLine } from "../domain/journal/draft-line";
import { branchesOf } from "../domain/journal/draft-line";
import { Refusal } from "../domain/refusal";
import {
  assertEntrySeen,
  assertOwnBranch,
  assertSeen,
  chooseBranch,
  listOwnBranches,
} from "./branch-access";
import type { ApiEnvironment } from "./environment";

/** A draft is of who is held to some branches where each of its lines names one of theirs. */
export async function assertDraftSeen(
  c: Context<ApiEnvironment>,
  { lines }: Pick<JournalDraft, "lines">,
): Promise<void> {
  const own = await listOwnBranches(c);
  if (own === undefined || branchesOf(lines)?.every((branch) => own.has(branch))) return;
  throw new Refusal("NOT_FOUND", "No such draft of a journal entry.");
}

/**
 * What a person writes, as far as it is theirs: each line names a branch of theirs, or gets the only
 * one that they are held to, and concerns no booking that they do not see.
 */
export async function holdLines(
  c: Context<ApiEnvironment>,
  lines: readonly DraftLine[],
): Promise<readonly DraftLine[]> {
  if (c.get("principal").branches === undefined) return lines;
  const named = new Set(lines.flatMap(({ dimensions }) => dimensions.branchId ?? []));
  for (const branchId of named) await assertOwnBranch(c, branchId);
  for (const line of lines) await assertBookingSeen(c, line);
  if (lines.every(({ dimensions }) => dimensions.branchId !== undefined)) return lines;
  const only = await chooseBranch(c, undefined);
  return lines.map(({ dimensions, ...line }) => ({
    ...line,
    dimensions: { ...(only && { branchId: only.publicId }), ...dimensions },
  }));
}

async function assertBookingSeen(
  c: Context<ApiEnvironment>,
  { dimensions: { bookingId, ticketNumber } }: DraftLine,
): Promise<void> {
  const { scope } = c.get("principal");
  const ofTicket = ticketNumber && (await findBookingByTicket(scope, ticketNumber));
  for (const id of [bookingId, ofTicket]) {
    const branchId = id ? await findBranchOfBooking(scope, id) : undefined;
    if (branchId !== undefined) assertSeen(c, { branchId }, "booking");
  }
}

/** What is attached is of what it is attached to; any other document of its booking or branch. */
export async function assertDocumentSeen(
  c: Context<ApiEnvironment>,
  document: DocumentRecord,
): Promise<void> {
  const { branches, scope } = c.get("principal");
  if (branches === undefined) return;
  const owner =
    document.type === "attachment" ? await getOwnerOfAttachment(scope, document.rowId) : undefined;
  if (owner === undefined) assertSeen(c, document, "document");
  else await assertOwnerSeen(c, owner);
}

export async function assertOwnerSeen(
  c: Context<ApiEnvironment>,
  { type, publicId }: AttachmentOwner,
): Promise<void> {
  const { branches, scope } = c.get("principal");
  if (branches === undefined) return;
  switch (type) {
    case "journal_draft":
      return assertDraftSeen(c, await getJournalDraft(scope, publicId));
    case "journal_entry":
      return assertEntrySeen(c, await getJournalEntry(scope, publicId));
    case "memo":
      throw new Refusal("NOT_FOUND", "No such memo.");
  }
}

/** To change it, all of an entry must be theirs: an entry that is theirs in part is only read. */
export async function assertOwnerHeld(
  c: Context<ApiEnvironment>,
  owner: AttachmentOwner,
): Promise<void> {
  await assertOwnerSeen(c, owner);
  const own = await listOwnBranches(c);
  if (own === undefined || owner.type !== "journal_entry") return;
  const { lines } = await getJournalEntry(c.get("principal").scope, owner.publicId);
  if (lines.every(({ branchId }) => branchId !== null && own.has(branchId))) return;
  throw new Refusal("BRANCH_NOT_ALLOWED", "It concerns other branches too: you may only read it.");
}
