import type { PartnerDatabase } from "../../../db/partner-scope";

export type ImportOutcome = Awaited<ReturnType<typeof readOutcome>>;

/** All that an import leaves, row by row, without the ids and times that no two imports share. */
export async function readOutcome({ db }: PartnerDatabase) {
  const staged = await db
    .selectFrom("bsp_staged_transactions")
    .selectAll()
    .orderBy("bsp_import_file_id")
    .orderBy("file_ordinal")
    .execute();
  const exceptions = await db
    .selectFrom("bsp_exceptions")
    .selectAll()
    .orderBy("bsp_import_file_id")
    .orderBy("exception_key")
    .execute();
  const memos = await db
    .selectFrom("agency_memos")
    .select(["document_number", "memo_kind", "memo_amount", "state", "billed_on"])
    .orderBy("document_number")
    .execute();
  const files = await db
    .selectFrom("bsp_import_files")
    .select(["state", "transaction_count", "match_counts", "totals"])
    .execute();
  const audited = await db
    .selectFrom("audit_logs")
    .select(["event_type"])
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("target_entity_type", "in", ["bsp_file", "bsp_exception", "memo"])
    .groupBy("event_type")
    .orderBy("event_type")
    .execute();
  const hits = await db
    .selectFrom("bsp_rule_hits as hit")
    .innerJoin("bsp_exceptions as exception", "exception.bsp_exception_id", "hit.bsp_exception_id")
    .select(["exception.exception_key", "hit.hit_outcome", "hit.accepted_amount"])
    .orderBy("exception.bsp_import_file_id")
    .orderBy("exception.exception_key")
    .execute();
  return {
    staged: staged.map((row) => withoutOwn(row)),
    exceptions: exceptions.map((row) => withoutOwn(row)),
    memos,
    files,
    audited,
    hits,
  };
}

/** Keys of a table's own are told apart by whether there is one. */
function withoutOwn(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !column.endsWith("_at"))
      .map(([column, value]) => [column, column.endsWith("_id") ? value !== null : value]),
  );
}

/** Says of many rows the first that differs alone: two lists of a hundred thousand nobody reads. */
export function expectSameRows(outcome: ImportOutcome, expected: ImportOutcome): void {
  expect(countsOf(outcome)).toEqual(countsOf(expected));
  for (const key of ["staged", "exceptions", "memos", "files", "audited", "hits"] as const) {
    const [ours, theirs]: readonly (readonly unknown[])[] = [outcome[key], expected[key]];
    const at = theirs?.findIndex(
      (row, index) => JSON.stringify(row) !== JSON.stringify(ours?.[index]),
    );
    if (at === undefined || at < 0) continue;
    expect({ key, at, row: ours?.[at] }).toEqual({ key, at, row: theirs?.[at] });
  }
}

function countsOf(outcome: ImportOutcome) {
  return Object.entries(outcome).map(([key, rows]) => [key, rows.length]);
}
