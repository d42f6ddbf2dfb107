import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { ReportSpan } from "../../domain/statements/report-span";

export interface NewReportDefinition {
  readonly code: string;
  readonly name: string;
  readonly span: ReportSpan;
  /** An export request without its days. */
  readonly request: { readonly report: string; readonly format: string } & Readonly<
    Record<string, JsonValue>
  >;
}

/** Keeps a report to be run again; returns the definition's public id. */
export async function createReportDefinition(
  transaction: PartnerTransaction,
  definition: NewReportDefinition,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  await assertOwn(transaction, definition.request);
  const publicId = newId("reportDefinition");
  const rowId = await insertDefinition(transaction, definition, publicId);
  await writeHistory(transaction, {
    table: "report_definitions",
    ids: [rowId],
    type: "INSERT",
    at,
  });
  const { code, span, request } = definition;
  const event = {
    type: "report_definition.created",
    targetType: "report_definition",
    targetId: publicId,
    payload: { code, span, report: request.report, format: request.format },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}

/** What the report is narrowed to. */
const narrowedTo = {
  branch_id: "branches",
  customer_id: "customers",
  supplier_id: "suppliers",
} as const;

/** Refuses what no row of the partner has: a report would say so only when it is run. */
async function assertOwn(
  { db }: PartnerTransaction,
  request: NewReportDefinition["request"],
): Promise<void> {
  for (const [field, table] of Object.entries(narrowedTo)) {
    const id = request[field];
    if (typeof id !== "string") continue;
    const row = await db
      .selectFrom(table)
      .select("public_id")
      .where("public_id", "=", id)
      .executeTakeFirst();
    if (row === undefined) {
      throw new Refusal("NOT_FOUND", `No such ${field.replace("_id", "")}.`, { [field]: id });
    }
  }
}

async function insertDefinition(
  { db }: PartnerTransaction,
  { code, name, span, request }: NewReportDefinition,
  publicId: string,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("report_definitions")
      .values({
        public_id: publicId,
        report_definition_code: code,
        report_name: name,
        report_span: span,
        report_request: canonicalJson(request),
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_report_definitions_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A report with code ${code} exists already.`);
  }
}
