import { sql } from "kysely";

import type { DifferenceKind } from "../../domain/bsp/matching/differences";
import type { Money } from "../../domain/money";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";
import type { BspExceptionFilter, BspExceptionState } from "./bsp-exceptions";

/** What differs with an airline, by kind and state. */
export interface BspExceptionSum {
  readonly airline: string;
  readonly kind: DifferenceKind;
  readonly state: BspExceptionState;
  /** How it was resolved; null while it is open. */
  readonly resolution: string | null;
  readonly count: number;
  readonly difference: Money;
}

/** In the order of airlines; what a corrected file has replaced is left out. */
export async function summariseBspExceptions(
  { db }: PartnerDatabase,
  {
    fileId,
    billingEndsOn,
    found,
    among,
  }: Pick<BspExceptionFilter, "fileId" | "billingEndsOn" | "found" | "among">,
): Promise<BspExceptionSum[]> {
  let query = db
    .selectFrom("bsp_exceptions as exception")
    .innerJoin(
      "bsp_import_files as file",
      "file.bsp_import_file_id",
      "exception.bsp_import_file_id",
    )
    .where("file.state", "=", "imported");
  if (fileId) query = query.where("file.public_id", "=", fileId);
  if (billingEndsOn) query = query.where("file.billing_ends_on", "=", billingEndsOn);
  if (found?.from) query = query.where("exception.created_at", ">=", found.from);
  if (found) query = query.where("exception.created_at", "<", found.before);
  if (among) query = query.where("exception.branch_id", "in", [...among]);
  const keys = [
    "exception.airline_number",
    "exception.difference_kind",
    "exception.state",
    "exception.resolution",
    "exception.currency",
  ] as const;
  const rows = await query
    .select([...keys])
    .select((eb) => [
      eb.fn.countAll<number>().as("count"),
      sql<string>`CAST(SUM(exception.difference_amount) AS DECIMAL(18,3))`.as("difference"),
    ])
    .groupBy([...keys])
    .orderBy("exception.airline_number")
    .orderBy("exception.difference_kind")
    .orderBy("exception.state")
    .orderBy("exception.resolution")
    .orderBy("exception.currency")
    .execute();
  return rows.map((row) => ({
    airline: row.airline_number,
    kind: row.difference_kind,
    state: row.state,
    resolution: row.resolution,
    count: row.count,
    difference: toMoney(row.difference, row.currency),
  }));
}
