import { condition, TemporalFailure } from "@temporalio/workflow";

import type { AttentionReason } from "../../domain/attention";
import type { RefusalRecord } from "../../temporal/contract/failures";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { IssueBookingResult, Resolution } from "../../temporal/contract/issue-booking";
import type { IssuedDocumentPayload } from "../../temporal/contract/payloads";
import { describeFailure } from "./describe-failure";
import type { SilentSupplier } from "./hear-supplier";
import { books, supplier } from "./issuance-activities";
import type { IssuanceState } from "./issuance-state";

/** A silent supplier is asked again this often, whoever else is looking at it. */
const askAgainAfter = "2 minutes";

/** One commit; refused by the business, it waits for a person with the numbers in hand. */
export async function commit(
  state: IssuanceState,
  documents: readonly IssuedDocumentPayload[],
): Promise<IssueBookingResult> {
  for (;;) {
    try {
      return await books.commitIssuance(state.input, documents);
    } catch (error) {
      const refusal = findRefusal(error);
      if (refusal === undefined) throw error;
      await attend(state, "posting_refused", `${refusal.code}: ${refusal.message}`);
    }
    const resolution = state.takeResolution("issued_at_supplier");
    if (resolution?.action === "abandon") return abandon(state, resolution);
    if (resolution?.action === "dismiss") return dismiss(state, resolution);
  }
}

/** Raises NeedsAttention and waits: for a person, or for the time to ask a silent supplier again. */
export async function attend(
  state: IssuanceState,
  reason: AttentionReason,
  text: string,
): Promise<void> {
  const attention = state.raise(reason, text);
  if (attention !== undefined) await books.recordAttention(state.input, attention);
  state.attentionWasRecorded();
  const cancelled = state.isCancelRequested();
  const decided = () =>
    state.resolution !== undefined || state.isCancelRequested() !== cancelled || state.hasMessage;
  if (reason === "supplier_silent") await condition(decided, askAgainAfter);
  else await condition(decided);
  if (state.resolution !== undefined) {
    await books.recordResolution(state.input, state.resolution);
  }
}

export function adopted(
  state: IssuanceState,
  { documents }: Resolution,
): readonly IssuedDocumentPayload[] {
  return documents.length > 0 ? documents : state.offered;
}

/** Voids what stands at the supplier; what cannot be voided is a person's to settle. */
export async function abandon(state: IssuanceState, { note }: Resolution): Promise<never> {
  for (;;) {
    const left = await voidAll(state);
    if (left === undefined) break;
    await attend(state, "void_incomplete", left);
    const resolution = state.takeResolution("voiding");
    if (resolution?.action === "dismiss") return dismiss(state, resolution);
  }
  const refusal: RefusalRecord = {
    code: "OPERATION_ABANDONED",
    message: `Given up and void at the supplier: ${note}`,
    details: {},
  };
  await books.recordFailed(state.input, { stage: "abandoned", refusal });
  state.fail("abandoned");
  throw refusalFailure(refusal.code, refusal.message);
}

/** Left at the supplier, and out of the books: a person answers for it. */
export async function dismiss(state: IssuanceState, { note }: Resolution): Promise<never> {
  const refusal: RefusalRecord = {
    code: "OPERATION_ABANDONED",
    message: `Left at the supplier as it is: ${note}`,
    details: { ticket_numbers: state.lateNumbers.join(",") },
  };
  await books.recordFailed(state.input, { stage: "dismissed", refusal });
  state.fail("dismissed");
  throw refusalFailure(refusal.code, refusal.message, refusal.details);
}

/** Undefined when nothing is left at the supplier; else what is, in words. */
async function voidAll(state: IssuanceState): Promise<string | undefined> {
  try {
    const { failed } = await supplier.voidAtSupplier(state.step);
    if (failed.length === 0) return undefined;
    return `Not voided: ${failed.map(({ number, text }) => `${number} (${text})`).join(", ")}.`;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    return describeFailure(error);
  }
}

/** What a question to the supplier came to: its answer, its no, or that there was none. */
export async function answerOf<Result>(
  ask: () => Promise<Result>,
): Promise<
  Result | SilentSupplier | { readonly kind: "refused"; readonly refusal: RefusalRecord }
> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const refusal = findRefusal(error);
    return refusal === undefined
      ? { kind: "silent", message: describeFailure(error) }
      : { kind: "refused", refusal };
  }
}
