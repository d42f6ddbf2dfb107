import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeHistory } from "../../db/write/history";
import type { FileMapping } from "../../domain/bsp/columns/mapping";
import { nowAsDateTime, today } from "./database";

/**
 * A file that was imported, a transaction of it, what differs, with a comment, and a remittance that
 * came to nothing; returns their public ids.
 */
export async function insertBspRows(
  scope: PartnerDatabase,
  text = "A comment",
): Promise<{
  readonly fileId: string;
  readonly exceptionId: string;
  readonly remittanceId: string;
  readonly ruleId: string;
  readonly sourceId: string;
  readonly mappingId: string;
}> {
  const { db } = scope;
  const [fileId, exceptionId] = [newId("bspFile"), newId("bspException")];
  const file = await db
    .insertInto("bsp_import_files")
    .values({
      public_id: fileId,
      file_name: text,
      source_kind: "upload",
      byte_size: 1,
      sha256: "0".repeat(64),
      storage_key: "x",
      state: "imported",
    })
    .executeTakeFirstOrThrow();
  const document = {
    bsp_import_file_id: Number(file.insertId),
    document_number: "9971234567890",
    airline_number: "997",
    currency: "BDT",
  };
  const staged = await db
    .insertInto("bsp_staged_transactions")
    .values({
      ...document,
      file_ordinal: 1,
      first_line: 4,
      last_line: 9,
      transaction_code: "TKTT",
      agent_number: "42300010",
      issued_on: today(),
      remittance_ends_on: today(),
      conjunction_numbers: "",
      fare_amount: "1.00",
      tax_amount: "0.00",
      penalty_amount: "0.00",
      gross_amount: "1.00",
      commission_amount: "0.00",
      commission_tax_amount: "0.00",
      remittance_amount: "1.00",
      taxes: "",
      payments: "CA=1.00",
      passenger_name: text,
    })
    .executeTakeFirstOrThrow();
  const exception = await db
    .insertInto("bsp_exceptions")
    .values({
      ...document,
      public_id: exceptionId,
      exception_key: "1:missing_in_books:",
      bsp_staged_transaction_id: Number(staged.insertId),
      difference_kind: "missing_in_books",
      difference_amount: "1.00",
      suggested_action: "dispute",
    })
    .executeTakeFirstOrThrow();
  await db
    .insertInto("bsp_exception_comments")
    .values({
      public_id: newId("bspExceptionComment"),
      bsp_exception_id: Number(exception.insertId),
      actor_type: "user",
      actor_id: newId("user"),
      comment_text: text,
    })
    .execute();
  const ids = [Number(exception.insertId)];
  const change = { table: "bsp_exceptions", ids, type: "INSERT", at: nowAsDateTime() } as const;
  await inTransaction(scope, (transaction) => writeHistory(transaction, change));
  const remittanceId = await insertRemittanceRows(scope, Number(staged.insertId));
  const ruleId = await insertRuleRows(scope, Number(exception.insertId), text);
  const sourceId = await insertSourceRows(scope, text);
  const mappingId = await insertMappingRows(scope, text);
  return { fileId, exceptionId, remittanceId, ruleId, sourceId, mappingId };
}

async function insertRuleRows(
  scope: PartnerDatabase,
  exceptionId: number,
  text: string,
): Promise<string> {
  const publicId = newId("bspRule");
  const { insertId } = await scope.db
    .insertInto("bsp_rules")
    .values({
      public_id: publicId,
      rule_name: text,
      priority: 100,
      is_active: 0,
      conditions: '{"airlines":["123"]}',
      rule_outcome: "resolve",
      resolution: "waiting",
      comment_text: text,
    })
    .executeTakeFirstOrThrow();
  await scope.db
    .insertInto("bsp_rule_hits")
    .values({
      bsp_rule_id: Number(insertId),
      bsp_exception_id: exceptionId,
      applied_reference: newId("operation"),
      hit_outcome: "assigned",
      currency: "BDT",
    })
    .execute();
  const change = {
    table: "bsp_rules",
    ids: [Number(insertId)],
    type: "INSERT",
    at: nowAsDateTime(),
  } as const;
  await inTransaction(scope, (transaction) => writeHistory(transaction, change));
  return publicId;
}

const fileMapping: FileMapping = {
  columns: { code: "Type" },
  constants: { agent: "42300010" },
  codes: { TKT: "TKTT" },
  formsOfPayment: { CASH: "CA" },
  dayFormat: "DD/MM/YYYY",
  amountFormat: "decimal",
  decimalMark: ".",
  owing: "agent",
  delimiter: ",",
  encoding: "utf-8",
  headerRow: 1,
  market: "BD",
  isFinal: false,
};

async function insertMappingRows(scope: PartnerDatabase, text: string): Promise<string> {
  const mappingId = newId("bspColumnMapping");
  const { insertId } = await scope.db
    .insertInto("bsp_column_mappings")
    .values({
      public_id: mappingId,
      source_kind: "agtdata",
      mapping_name: text,
      mapping: JSON.stringify(fileMapping),
    })
    .executeTakeFirstOrThrow();
  const ids = [Number(insertId)];
  const change = {
    table: "bsp_column_mappings",
    ids,
    type: "INSERT",
    at: nowAsDateTime(),
  } as const;
  await inTransaction(scope, (transaction) => writeHistory(transaction, change));
  return mappingId;
}

async function insertSourceRows(scope: PartnerDatabase, text: string): Promise<string> {
  const sourceId = newId("bspSource");
  const source = await scope.db
    .insertInto("bsp_sources")
    .values({
      public_id: sourceId,
      source_name: text,
      source_kind: "folder",
      directory_path: ".",
      file_pattern: "*",
      poll_minutes: 60,
      settle_seconds: 60,
    })
    .executeTakeFirstOrThrow();
  await scope.db
    .insertInto("bsp_source_files")
    .values({
      bsp_source_id: Number(source.insertId),
      name_sha256: "0".repeat(64),
      file_name: text,
      byte_size: 1,
      modified_seconds: 1,
      state: "seen",
      unchanged_since: nowAsDateTime(),
    })
    .execute();
  const ids = [Number(source.insertId)];
  const change = { table: "bsp_sources", ids, type: "INSERT", at: nowAsDateTime() } as const;
  await inTransaction(scope, (transaction) => writeHistory(transaction, change));
  return sourceId;
}

async function insertRemittanceRows({ db }: PartnerDatabase, stagedId: number): Promise<string> {
  const publicId = newId("bspRemittance");
  const entry = await db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .executeTakeFirstOrThrow();
  const supplier = await db.selectFrom("suppliers").select("supplier_id").executeTakeFirstOrThrow();
  const { insertId } = await db
    .insertInto("bsp_remittances")
    .values({
      ...entry,
      ...supplier,
      public_id: publicId,
      batch_code: "BSP-BD-20261115-BDT-1",
      market: "BD",
      remittance_ends_on: today(),
      currency: "BDT",
      remitted_amount: "0.00",
      document_count: 1,
      pays_on: today(),
      operation_public_id: newId("operation"),
    })
    .executeTakeFirstOrThrow();
  await db
    .insertInto("bsp_remittance_documents")
    .values({
      ...supplier,
      bsp_remittance_id: Number(insertId),
      bsp_staged_transaction_id: stagedId,
      document_number: "9971234567890",
      transaction_code: "TKTT",
      occurrence: 1,
      currency: "BDT",
      billed_amount: "0.00",
      expected_amount: "0.00",
      difference_is_disputed: 0,
    })
    .execute();
  await db
    .insertInto("bsp_remittance_rejections")
    .values({
      ...entry,
      bsp_remittance_id: Number(insertId),
      reason_code: "AC01",
      operation_public_id: newId("operation"),
    })
    .execute();
  return publicId;
}
