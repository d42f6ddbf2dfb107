import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toPostingLines } from "../../db/read/to-posting-lines";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { toJson } from "../../db/write/journal-drafts";
import type { ActContext } from "../../domain/actor";
import { canonicalJson } from "../../domain/canonical-json";
import type { DraftLine } from "../../domain/journal/draft-line";
import { assertDraftAmounts } from "../../domain/journal/draft-line";
import { Refusal } from "../../domain/refusal";

export interface NewTemplate {
  readonly code: string;
  readonly description: string;
  readonly lines: readonly DraftLine[];
}

/** Takes up lines to begin drafts with; returns the template's public id. */
export async function createTemplate(
  transaction: PartnerTransaction,
  template: NewTemplate,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  assertDraftAmounts(template.lines);
  await toPostingLines(transaction, template.lines);
  const publicId = newId("journalTemplate");
  const rowId = await insertTemplate(transaction, template, publicId);
  await writeHistory(transaction, {
    table: "journal_templates",
    ids: [rowId],
    type: "INSERT",
    at,
  });
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "journal_template.created",
        targetType: "journal_template",
        targetId: publicId,
        payload: { code: template.code, lines: template.lines.length },
      },
    ],
    at,
  );
  return publicId;
}

async function insertTemplate(
  { db }: PartnerTransaction,
  { code, description, lines }: NewTemplate,
  publicId: string,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("journal_templates")
      .values({
        public_id: publicId,
        journal_template_code: code,
        description,
        entry_lines: canonicalJson(toJson(lines)),
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_journal_templates_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A template with code ${code} exists already.`);
  }
}
