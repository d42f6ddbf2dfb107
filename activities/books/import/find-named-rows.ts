import type { PartnerDatabase } from "../../../db/partner-scope";
import { chunksOf } from "../../../db/write/chunks-of";
import type { ImportedRow } from "../../../domain/interchange/read-row";

type Ids = ReadonlyMap<string, number>;
export type NamedRows = Readonly<Record<keyof ImportedRow["codes"], Ids>>;

/** Ids of the customers, suppliers and branches that rows name, by their codes. */
export async function findNamedRows(
  { db }: PartnerDatabase,
  rows: readonly ImportedRow[],
): Promise<NamedRows> {
  return {
    customer: await findIds(codesOf(rows, "customer"), (codes) =>
      db
        .selectFrom("customers")
        .select(["customer_code as code", "customer_id as id"])
        .where("customer_code", "in", codes)
        .execute(),
    ),
    supplier: await findIds(codesOf(rows, "supplier"), (codes) =>
      db
        .selectFrom("suppliers")
        .select(["supplier_code as code", "supplier_id as id"])
        .where("supplier_code", "in", codes)
        .execute(),
    ),
    branch: await findIds(codesOf(rows, "branch"), (codes) =>
      db
        .selectFrom("branches")
        .select(["branch_code as code", "branch_id as id"])
        .where("branch_code", "in", codes)
        .execute(),
    ),
  };
}

/** Which of these events have posted before. */
export async function findPostedKeys(
  { db }: PartnerDatabase,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const chunk of chunksOf(keys)) {
    const rows = await db
      .selectFrom("journal_entries")
      .select("posting_key")
      .where("posting_key", "in", chunk)
      .execute();
    for (const row of rows) found.add(row.posting_key);
  }
  return found;
}

function codesOf(rows: readonly ImportedRow[], kind: keyof ImportedRow["codes"]): string[] {
  return [...new Set(rows.flatMap(({ codes }) => codes[kind] ?? []))];
}

async function findIds(
  codes: readonly string[],
  select: (
    codes: readonly string[],
  ) => Promise<readonly { readonly code: string; readonly id: number }[]>,
): Promise<Ids> {
  const found = new Map<string, number>();
  for (const chunk of chunksOf(codes)) {
    for (const { code, id } of await select(chunk)) found.set(code, id);
  }
  return found;
}
