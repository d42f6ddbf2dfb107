import type { Selectable } from "kysely";

import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { ReportSpan } from "../../domain/statements/report-span";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface ReportDefinition {
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
  readonly span: ReportSpan;
  /** An export request without its days, as the API takes it. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
}

export async function getReportDefinition(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<ReportDefinition> {
  const row = await db
    .selectFrom("report_definitions")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such report definition.");
  return toDefinition(row);
}

/** Newest first. */
export async function listReportDefinitions(
  { db }: PartnerDatabase,
  page: PageRequest,
): Promise<Page<ReportDefinition>> {
  let query = db.selectFrom("report_definitions").selectAll();
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "report_definition_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("report_definition_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toDefinition,
    key: (row) => ({ createdAt: row.created_at, id: row.report_definition_id }),
  });
}

function toDefinition(row: Selectable<Database["report_definitions"]>): ReportDefinition {
  return {
    publicId: row.public_id,
    code: row.report_definition_code,
    name: row.report_name,
    span: row.report_span,
    request: readOwnJson<ReportDefinition["request"]>(row.report_request),
    createdAt: toInstant(row.created_at),
  };
}
