import type { PartnerTransaction } from "../../db/partner-scope";
import type { AccountRecord } from "../../db/read/accounts";
import { listAccounts } from "../../db/read/accounts";
import type { ActContext } from "../../domain/actor";
import { assertParent, orderByHierarchy } from "../../domain/journal/chart";
import { Refusal } from "../../domain/refusal";
import { renameAccount } from "./change-account";
import type { BadAccountRow, ChartRow } from "./chart-csv";
import { createAccount } from "./create-account";

export interface ImportedChart {
  readonly created: number;
  readonly renamed: number;
  readonly unchanged: number;
  /** What cannot be taken: then nothing is. */
  readonly bad: readonly BadAccountRow[];
}

/**
 * Takes rows of a file into the chart: new codes are added, names changed. What an account is
 * never changes under its entries: a row that says otherwise is bad.
 */
export async function importChart(
  transaction: PartnerTransaction,
  rows: readonly ChartRow[],
  {
    dryRun,
    ...act
  }: { readonly context: ActContext; readonly at: string; readonly dryRun: boolean },
): Promise<ImportedChart> {
  const existing = new Map((await listAccounts(transaction)).map((one) => [one.code, one]));
  const chart = new Map<string, Pick<ChartRow, "class" | "isPostable">>([
    ...existing,
    ...rows.map((row) => [row.code, row] as const),
  ]);
  const bad = rows.flatMap((row) => findBad(row, existing.get(row.code), chart));
  const added = rows.filter(({ code }) => !existing.has(code));
  const renamed = rows.filter(({ code, name }) => (existing.get(code)?.name ?? name) !== name);
  if (bad.length === 0 && !dryRun) {
    for (const row of parentsFirst(added)) await createAccount(transaction, row, act);
    for (const { code, name } of renamed) {
      await renameAccount(transaction, existing.get(code)?.publicId ?? "", name, act);
    }
  }
  return {
    created: added.length,
    renamed: renamed.length,
    unchanged: rows.length - added.length - renamed.length,
    bad,
  };
}

function findBad(
  row: ChartRow,
  existing: AccountRecord | undefined,
  chart: ReadonlyMap<string, Pick<ChartRow, "class" | "isPostable">>,
): BadAccountRow[] {
  const kept = ["class", "parentCode", "control", "isPostable", "isMonetary"] as const;
  const changed = existing && kept.filter((key) => existing[key] !== row[key]);
  if (changed !== undefined && changed.length > 0) {
    const text = `${row.code} exists with another ${changed.join(", ")}.`;
    return [{ line: row.line, code: "account_changed", text }];
  }
  try {
    assertParent(row, chart);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [{ line: row.line, code: "parent_invalid", text: error.message }];
  }
}

/** A parent outside the file is in the books already: below it, the file's own order begins. */
function parentsFirst(rows: readonly ChartRow[]): readonly ChartRow[] {
  const codes = new Set(rows.map(({ code }) => code));
  const rooted = rows.map((row) => ({
    ...row,
    within: row.parentCode !== null && codes.has(row.parentCode) ? row.parentCode : null,
  }));
  const order = orderByHierarchy(
    rooted.map(({ code, within }) => ({ code, parentCode: within })),
  ).map(({ code }) => code);
  return rows.toSorted((left, right) => order.indexOf(left.code) - order.indexOf(right.code));
}
