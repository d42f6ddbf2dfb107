import { setImmediate } from "node:timers/promises";

import { Context } from "@temporalio/activity";

import { Refusal } from "../../../domain/refusal";
import type { ReportRow } from "./report-table";

/** Workflows run on the same thread: their tasks time out where nobody gives way. */
const workMs = 20;
const rowsBetween = 1_000;

export interface FollowedRows {
  readonly rows: AsyncIterable<ReportRow>;
  count(): number;
}

/**
 * Counts rows as they are written, tells of them, gives way to other work, and stops where the
 * export is cancelled. Refuses (`REPORT_TOO_LARGE`) more than fit.
 */
export function followRows(
  rows: AsyncIterable<ReportRow>,
  options: { readonly countMax: number; readonly tell: (count: number) => Promise<void> },
): FollowedRows {
  const { cancellationSignal } = Context.current();
  let count = 0;
  async function* follow(): AsyncIterable<ReportRow> {
    let since = performance.now();
    for await (const row of rows) {
      if (count === options.countMax) throw tooLarge(options.countMax);
      count += 1;
      yield row;
      if (count % rowsBetween === 0) await options.tell(count);
      if (performance.now() - since < workMs) continue;
      await setImmediate();
      cancellationSignal.throwIfAborted();
      since = performance.now();
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
