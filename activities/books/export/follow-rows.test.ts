import { Refusal } from "../../../domain/refusal";
import { followRows } from "./follow-rows";
import type { ReportRow } from "./report-table";
import { rowsOf } from "./report-table";

const rows = (count: number): ReportRow[] => Array.from({ length: count }, (_, at) => [`${at}`]);

async function take(followed: AsyncIterable<ReportRow>): Promise<ReportRow[]> {
  const taken: ReportRow[] = [];
  for await (const row of followed) taken.push(row);
  return taken;
}

describe("followRows", () => {
  test("passes as many rows as fit, counts them, and tells of every thousand", async () => {
    const told: number[] = [];
    const followed = followRows(rowsOf(rows(2_500)), {
      countMax: 2_500,
      tell: (count) => told.push(count),
    });
    expect(await take(followed.rows)).toEqual(rows(2_500));
    expect([followed.count(), told]).toEqual([2_500, [1_000, 2_000]]);
  });

  test("refuses the first row too many", async () => {
    const followed = followRows(rowsOf(rows(3)), { countMax: 2, tell: () => {} });
    const refused = await take(followed.rows).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ code: "REPORT_TOO_LARGE", details: { rowCountMax: 2 } });
  });
});
