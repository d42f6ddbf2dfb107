import { cancellationSignal } from "@temporalio/activity";

import type { NotDone, SupplierOutcome, Unknown } from "../../suppliers/outcome";
import type { CallOptions } from "../../suppliers/port";
import { faultTypes } from "../../temporal/contract/failures";
import { keepHeartbeating } from "../heartbeat";
import { retryable } from "./ask-supplier";
import { toRefusal } from "./supplier-refusals";

type Call<Value> = (options: CallOptions) => Promise<SupplierOutcome<Value>>;

/** Asks a supplier for what changes nothing there: whatever is no answer is asked again. */
export async function readSupplier<Value>(call: Call<Value>): Promise<Value> {
  const outcome = await readOutcome(call);
  if (outcome.kind === "refused") throw toRefusal(outcome);
  return outcome.value;
}

/** The same where a refusal may be an answer. */
export async function readOutcome<Value>(
  call: Call<Value>,
): Promise<Exclude<SupplierOutcome<Value>, NotDone | Unknown>> {
  const outcome = await keepHeartbeating(() => call({ signal: cancellationSignal() }));
  if (outcome.kind === "done" || outcome.kind === "refused") return outcome;
  throw retryable(faultTypes.supplierUnavailable, outcome.message, outcome.retryAfterMs);
}
