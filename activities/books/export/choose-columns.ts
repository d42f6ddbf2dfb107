import { Refusal } from "../../../domain/refusal";
import type { ReportTable } from "./report-table";

/** The columns with these labels, in their order. Refuses (`REPORT_COLUMN_UNKNOWN`) any other. */
export function chooseColumns(
  table: ReportTable,
  /** Absent in what was asked for before columns could be chosen. */
  labels: readonly string[] | null | undefined,
): ReportTable {
  if (labels === undefined || labels === null) return table;
  const known = table.columns.map(({ label }) => label);
  const places = labels.map((label) => {
    const place = known.indexOf(label);
    if (place !== -1) return place;
    throw new Refusal("REPORT_COLUMN_UNKNOWN", `This report has no column ${label}.`, {
      column: label,
      columns: known.join(", "),
    });
  });
  return {
    ...table,
    columns: places.flatMap((place) => table.columns.slice(place, place + 1)),
    rows: choose(table.rows, places),
  };
}

async function* choose(rows: ReportTable["rows"], places: readonly number[]): ReportTable["rows"] {
  for await (const row of rows) yield places.map((place) => row[place] ?? null);
}
