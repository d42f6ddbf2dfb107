import { Refusal } from "../../../domain/refusal";
import type { ReportRow } from "./report-table";

const rowsBetween = 1_000;

export interface FollowedRows {
  readonly rows: AsyncIterable<ReportRow>;
  count(): number;
}

export interface FollowOptions {
  readonly countMax: number;
  /** Hears of every so many rows. */
  readonly tell: (count: number) => void;
}

/** Counts rows as they are written, and refuses (`REPORT_TOO_LARGE`) more than a file may have. */
export function followRows(rows: AsyncIterable<ReportRow>, options: FollowOptions): FollowedRows {
  let count = 0;
  async function* follow(): AsyncIterable<ReportRow> {
    for await (const row of rows) {
      if (count === options.countMax) throw tooLarge(options.countMax);
      count += 1;
      yield row;
      if (count % rowsBetween === 0) options.tell(count);
    }
  }
  return { rows: follow(), count: () => count };
}

function tooLarge(countMax: number): Refusal {
  return new Refusal(
    "REPORT_TOO_LARGE",
    `A file of this format has at most ${countMax} rows. Ask for a shorter range, or another format.`,
    { rowCountMax: countMax },
  );
}
