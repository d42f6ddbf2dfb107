import { cancellationSignal } from "@temporalio/activity";

import type { NotDone, SupplierOutcome, Unknown } from "../../suppliers/outcome";
import type { CallOptions } from "../../suppliers/port";
import { faultTypes } from "../../temporal/contract/failures";
import { keepHeartbeating } from "../heartbeat";
import { ofRefusedLook, retryable } from "./ask-supplier";

type Call<Value> = (options: CallOptions) => Promise<SupplierOutcome<Value>>;

/**
 * Asks a supplier for what changes nothing there: whatever is no answer is asked again. After an act
 * that it may have done, a no is none either.
 */
export async function readSupplier<Value>(
  call: Call<Value>,
  { mayHaveActed = false }: { readonly mayHaveActed?: boolean } = {},
): Promise<Value> {
  const outcome = await readOutcome(call);
  if (outcome.kind === "refused") throw ofRefusedLook(outcome, { mayHaveActed });
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
