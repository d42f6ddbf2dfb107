import { sql } from "kysely";

import type { BillingCycle, BillingPeriod } from "../../domain/bsp/billing-period";
import type { PartnerDatabase } from "../partner-scope";

export interface BspCutOff {
  readonly cycle: BillingCycle;
  /** What imported files that count bill of the days, however little of it. */
  readonly billed: readonly BillingPeriod[];
  /** Differences of these files that are open: without somebody who has them in hand, and all. */
  readonly unowned: number;
  readonly open: number;
}

/** How far BSP's files and the books of some days have been brought together. */
export async function readBspCutOff(
  { db }: PartnerDatabase,
  { startsOn, endsOn }: BillingPeriod,
): Promise<BspCutOff> {
  const { bsp_billing_cycle: cycle } = await db
    .selectFrom("partners")
    .select("bsp_billing_cycle")
    .executeTakeFirstOrThrow();
  const files = await db
    .selectFrom("bsp_import_files")
    .select(["bsp_import_file_id", "billing_starts_on", "billing_ends_on"])
    .where("state", "=", "imported")
    .where("is_test", "=", 0)
    .where("billing_starts_on", "<=", endsOn)
    .where("billing_ends_on", ">=", startsOn)
    .execute();
  const billed = files.flatMap(({ billing_starts_on: first, billing_ends_on: last }) =>
    first === null || last === null ? [] : [{ startsOn: first, endsOn: last }],
  );
  if (files.length === 0) return { cycle, billed, unowned: 0, open: 0 };
  const row = await db
    .selectFrom("bsp_exceptions")
    .select(({ fn }) => [
      fn.countAll<string>().as("open"),
      sql<string | null>`SUM(assigned_user_id IS NULL)`.as("unowned"),
    ])
    .where("state", "=", "open")
    .where(
      "bsp_import_file_id",
      "in",
      files.map((file) => file.bsp_import_file_id),
    )
    .executeTakeFirstOrThrow();
  return { cycle, billed, unowned: Number(row.unowned ?? 0), open: Number(row.open) };
}
