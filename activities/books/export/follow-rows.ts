import { setImmediate } from "node:timers/promises";

import { Context } from "@temporalio/activity";

import { Refusal } from "../../../domain/refusal";
import type { ReportRow } from "./report-table";

/** Between two looks at whether anybody still wants the file. */
const rowsBetween = 500;

export interface FollowedRows {
  readonly rows: AsyncIterable<ReportRow>;
  count(): number;
}

/**
 * Counts rows as they are written, tells of them, and stops where the export is cancelled. Gives
 * way to other work meanwhile: heartbeats among it. Refuses (`REPORT_TOO_LARGE`) more than fit.
 */
export function followRows(
  rows: AsyncIterable<ReportRow>,
  options: { readonly countMax: number; readonly tell: (count: number) => Promise<void> },
): FollowedRows {
  let count = 0;
  async function* follow(): AsyncIterable<ReportRow> {
    for await (const row of rows) {
      if (count === options.countMax) throw tooLarge(options.countMax);
      count += 1;
      yield row;
      if (count % rowsBetween === 0) {
        await setImmediate();
        Context.current().cancellationSignal.throwIfAborted();
        await options.tell(count);
      }
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
