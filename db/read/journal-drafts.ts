import type { Kysely, SqlBool } from "kysely";
import { sql } from "kysely";

import type { DraftLine } from "../../domain/journal/draft-line";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

type DraftTable = Database["journal_drafts"];

/** All of them, in the order of a draft's life. */
export const draftStatuses = ["draft", "submitted", "rejected", "posted", "discarded"] as const;
export type DraftStatus = (typeof draftStatuses)[number];

export interface JournalDraft {
  readonly journalDraftId: number;
  readonly publicId: string;
  readonly kind: DraftTable["draft_kind"];
  readonly status: DraftStatus;
  readonly draftDate: string;
  readonly description: string;
  readonly reverseOn: string | null;
  readonly lines: readonly DraftLine[];
  readonly reverses: { readonly rowId: number; readonly publicId: string } | null;
  readonly journalEntryId: string | null;
  /** What it is a run of. */
  readonly recurringId: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function getJournalDraft(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<JournalDraft> {
  return orNotFound(
    await selectDrafts(db).where("draft.public_id", "=", publicId).executeTakeFirst(),
  );
}

/** The same, held until the transaction ends. */
export async function lockJournalDraft(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<JournalDraft> {
  const locked = await db
    .selectFrom("journal_drafts")
    .select("journal_draft_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  return orNotFound(
    locked &&
      (await selectDrafts(db)
        .where("draft.journal_draft_id", "=", locked.journal_draft_id)
        .executeTakeFirst()),
  );
}

export interface DraftFilter {
  readonly status?: JournalDraft["status"];
  readonly kind?: JournalDraft["kind"];
  /** Only those of which each line names one of these branches, by public id. */
  readonly among?: ReadonlySet<string>;
}

/** Newest first. */
export async function listJournalDrafts(
  { db }: PartnerDatabase,
  filter: DraftFilter,
  page: PageRequest,
): Promise<Page<JournalDraft>> {
  let query = selectDrafts(db);
  if (filter.among) query = query.where(isOfBranches(filter.among));
  if (filter.status) query = query.where("draft.status", "=", filter.status);
  if (filter.kind) query = query.where("draft.draft_kind", "=", filter.kind);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("draft.created_at", "draft.journal_draft_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("draft.created_at", "desc")
    .orderBy("draft.journal_draft_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toDraft,
    key: (row) => ({ createdAt: row.created_at, id: row.journal_draft_id }),
  });
}

function selectDrafts(db: Kysely<Database>) {
  return db
    .selectFrom("journal_drafts as draft")
    .leftJoin(
      "journal_entries as reversed",
      "reversed.journal_entry_id",
      "draft.reverses_journal_entry_id",
    )
    .leftJoin("journal_entries as entry", "entry.journal_entry_id", "draft.journal_entry_id")
    .leftJoin(
      "recurring_journals as recurring",
      "recurring.recurring_journal_id",
      "draft.recurring_journal_id",
    )
    .selectAll("draft")
    .select([
      "reversed.public_id as reversed_public_id",
      "entry.public_id as entry_public_id",
      "recurring.public_id as recurring_public_id",
    ]);
}

type DraftRow = Awaited<ReturnType<ReturnType<typeof selectDrafts>["executeTakeFirstOrThrow"]>>;

/** A line without a branch has no member of that name, and is left out of what is extracted. */
function isOfBranches(among: ReadonlySet<string>) {
  const named = sql`JSON_EXTRACT(draft.entry_lines, ${"$[*].dimensions.branchId"})`;
  const own = JSON.stringify([...among]);
  return sql<SqlBool>`(JSON_LENGTH(${named}) = JSON_LENGTH(draft.entry_lines) AND JSON_CONTAINS(${own}, ${named}))`;
}

function orNotFound(row: DraftRow | undefined): JournalDraft {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such draft of a journal entry.");
  return toDraft(row);
}

function toDraft(row: DraftRow): JournalDraft {
  return {
    journalDraftId: row.journal_draft_id,
    publicId: row.public_id,
    kind: row.draft_kind,
    status: row.status,
    draftDate: row.draft_date,
    description: row.description,
    reverseOn: row.reverse_on,
    lines: readOwnJson<DraftLine[]>(row.entry_lines),
    reverses:
      row.reverses_journal_entry_id === null || row.reversed_public_id === null
        ? null
        : { rowId: row.reverses_journal_entry_id, publicId: row.reversed_public_id },
    journalEntryId: row.entry_public_id,
    recurringId: row.recurring_public_id,
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
