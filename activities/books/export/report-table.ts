import type { Money } from "../../../domain/money";

/** A report as rows of cells, whatever file it becomes. */
export interface ReportTable {
  readonly title: string;
  readonly currency: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: AsyncIterable<ReportRow>;
}

export interface ReportColumn {
  readonly label: string;
  readonly kind: "text" | "amount";
  /** Of the width of a page, against the other columns. */
  readonly weight: number;
}

/** Text or an amount of the table's currency; null: nothing there. */
export type ReportCell = string | Money | null;
export type ReportRow = readonly ReportCell[];

/** A report's file piece by piece, and how many rows of it have been written so far. */
export interface ReportContent {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly rowCount: () => number;
}

export function text(label: string, weight: number): ReportColumn {
  return { label, kind: "text", weight };
}

export function amounts(...labels: readonly string[]): ReportColumn[] {
  return labels.map((label) => ({ label, kind: "amount", weight: 3 }));
}

/** Rows that are all there already. */
export async function* rowsOf(rows: Iterable<ReportRow>): AsyncIterable<ReportRow> {
  yield* rows;
}
