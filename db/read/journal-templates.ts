import type { Selectable } from "kysely";

import type { DraftLine } from "../../domain/journal/draft-line";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface JournalTemplate {
  readonly publicId: string;
  readonly code: string;
  readonly description: string;
  readonly lines: readonly DraftLine[];
  readonly createdAt: string;
}

export async function getJournalTemplate(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<JournalTemplate> {
  const row = await db
    .selectFrom("journal_templates")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such template.");
  return toTemplate(row);
}

/** Newest first. */
export async function listJournalTemplates(
  { db }: PartnerDatabase,
  page: PageRequest,
): Promise<Page<JournalTemplate>> {
  let query = db.selectFrom("journal_templates").selectAll();
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "journal_template_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("journal_template_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toTemplate,
    key: (row) => ({ createdAt: row.created_at, id: row.journal_template_id }),
  });
}

function toTemplate(row: Selectable<Database["journal_templates"]>): JournalTemplate {
  return {
    publicId: row.public_id,
    code: row.journal_template_code,
    description: row.description,
    lines: readOwnJson<DraftLine[]>(row.entry_lines),
    createdAt: toInstant(row.created_at),
  };
}
