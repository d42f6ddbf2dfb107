import { text } from "node:stream/consumers";

import { postJournalEntries } from "../../../db/journal/post-journal-entries";
import type { PartnerDatabase, PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getPartner } from "../../../db/read/get-partner";
import { inTransaction } from "../../../db/transaction";
import { succeedOperation } from "../../../db/write/operations";
import type { PartnerRecord } from "../../../domain/booking-record";
import { Refusal } from "../../../domain/refusal";
import type { DocumentStore } from "../../../suppliers/documents/port";
import type {
  ImportJournalInput,
  ImportJournalResult,
  StoredImport,
} from "../../../temporal/contract/import-journal";
import { importJournalResultSchema } from "../../../temporal/contract/schemas/import-journal";
import { toActContext } from "../../act-context";
import { keepHeartbeating } from "../../heartbeat";
import { findOperationResult } from "../find-operation-result";
import type { CheckedImport, FileToImport } from "./check-import";
import { checkImport } from "./check-import";
import type { ImportDependencies } from "./import-activities";

/**
 * Imports a file of entries in one commit: all of them, or, where a row is bad, none
 * (`IMPORT_INVALID`). A dry run lists every bad row. Run again, it finds what it has committed.
 */
export function createImportJournal(dependencies: ImportDependencies) {
  const { openPartner, documents, now, observer } = dependencies;
  return function importJournal(input: ImportJournalInput): Promise<ImportJournalResult> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const done = await findOperationResult<StoredImport>(scope, input.operationId);
      if (done !== undefined) return importJournalResultSchema.parse(done);
      const partner = await getPartner(scope);
      const file = await readFile(scope, documents, input);
      const checked = await checkImport(scope, partner, file);
      assertSize(checked);
      if (!input.isDryRun) assertNoFindings(checked);
      const at = toDateTime(now());
      return inTransaction(
        scope,
        (transaction) => commit(transaction, { input, partner, checked, at }),
        observer,
      );
    });
  };
}

/** Posted in one commit, under whose locks the partner's other postings wait. */
const rowsMax = 20_000;

async function readFile(
  { db }: PartnerDatabase,
  documents: DocumentStore,
  { importId, openingOn, branches }: ImportJournalInput,
): Promise<FileToImport> {
  const row = await db
    .selectFrom("journal_imports")
    .select(["import_kind", "storage_key"])
    .where("public_id", "=", importId)
    .executeTakeFirstOrThrow();
  const { stream } = await documents.get(row.storage_key);
  const file = { importId, kind: row.import_kind, text: await text(stream), openingOn };
  if (!branches) return file;
  const codes = await db
    .selectFrom("branches")
    .select("branch_code as code")
    .where("public_id", "in", branches)
    .execute();
  return { ...file, branches: new Set(codes.map(({ code }) => code)) };
}

function assertSize({ rowCount }: CheckedImport): void {
  if (rowCount <= rowsMax) return;
  throw new Refusal(
    "IMPORT_TOO_LARGE",
    `A file has at most ${rowsMax} rows, as all of it is one commit. Send it in parts.`,
    { rows: rowCount, rows_max: rowsMax },
  );
}

function assertNoFindings({ findings }: CheckedImport): void {
  const [first] = findings;
  if (first === undefined) return;
  throw new Refusal(
    "IMPORT_INVALID",
    `Nothing was imported. Line ${first.line}: ${first.text} A dry run lists every bad row.`,
    {
      line: first.line,
      column: first.column,
      row_code: first.code,
      bad_rows: new Set(findings.map(({ line }) => line)).size,
    },
  );
}

async function commit(
  transaction: PartnerTransaction,
  {
    input,
    partner,
    checked,
    at,
  }: {
    readonly input: ImportJournalInput;
    readonly partner: PartnerRecord;
    readonly checked: CheckedImport;
    readonly at: string;
  },
): Promise<ImportJournalResult> {
  const { importId, isDryRun, operationId } = input;
  const { rowCount, postings, findings } = checked;
  const context = toActContext(input.context);
  const event = {
    type: "journal_import.posted",
    targetType: "journal_import",
    targetId: importId,
    payload: { entries: postings.length, rows: rowCount },
  };
  const posted = isDryRun
    ? []
    : await postJournalEntries(transaction, postings, {
        partner,
        context,
        at,
        auditEvents: [event],
      });
  const result: ImportJournalResult = {
    importId,
    isDryRun,
    rowCount,
    entryCount: postings.length,
    firstEntryNumber: posted[0]?.entryNumber ?? null,
    lastEntryNumber: posted.at(-1)?.entryNumber ?? null,
    findingCount: findings.length,
  };
  const stored: StoredImport = { ...result, findings: findings.map((finding) => ({ ...finding })) };
  await succeedOperation(transaction, operationId, {
    stage: isDryRun ? "checked" : "posted",
    result: stored,
    at,
  });
  return result;
}
