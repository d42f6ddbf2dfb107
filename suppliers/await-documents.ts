import type { Reservation } from "../domain/reservation";
import { describeUndone, type SupplierOutcome } from "./outcome";
import type { CallOptions } from "./port";
import { waitFor } from "./wait-for";

/**
 * Reads an order until it shows what was just issued on it. The issue was confirmed: what is not
 * seen is `unknown`, not undone.
 */
export async function awaitDocuments(
  read: () => Promise<SupplierOutcome<Reservation>>,
  isComplete: (reservation: Reservation) => boolean,
  { readsMax, delayMs }: { readonly readsMax: number; readonly delayMs: number },
  { signal }: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  for (let reads = 1; ; reads += 1) {
    const outcome = await read();
    if (outcome.kind === "done" && isComplete(outcome.value)) return outcome;
    if (outcome.kind !== "done" || reads >= readsMax) {
      const why =
        outcome.kind === "done" ? "its documents are not there yet" : describeUndone(outcome);
      return { kind: "unknown", message: `issued, but ${why}` };
    }
    if (!(await waitFor(delayMs, signal)))
      return { kind: "unknown", message: "issued, then aborted" };
  }
}
