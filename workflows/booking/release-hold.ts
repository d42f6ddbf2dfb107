import { TemporalFailure } from "@temporalio/workflow";

import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { EndedHold, ReleaseResult, ReleaseStep } from "../../temporal/contract/hold";
import type { ActAttention, ActResolution } from "../../temporal/contract/ticket-act";
import { describeFailure } from "../ticket/describe-failure";
import { books, supplier } from "../ticket/issuance-activities";
import type { TicketAct } from "../ticket/ticket-act";

/** Retry: ask again. Adopt: it is cancelled, somebody looked. Abandon: the hold stands. */
export function actionsOfRelease(
  _reason: ActAttention["reason"],
): readonly ActResolution["action"][] {
  return ["retry", "adopt", "abandon"];
}

/** Lets a reservation go, however often it must be asked for; a person may decide meanwhile. */
export async function releaseHold(
  act: TicketAct<EndedHold>,
  step: ReleaseStep,
): Promise<ReleaseResult> {
  for (;;) {
    const answer = await ask(step);
    if (answer.kind !== "silent") return answer;
    const resolution = await act.attend({ reason: "supplier_silent", text: answer.message });
    if (resolution?.action === "adopt") return { kind: "released" };
    if (resolution?.action === "abandon") {
      await books.keepHold({ partner: step.partner, bookingId: step.bookingId });
      throw refusalFailure("OPERATION_ABANDONED", `Given up, the hold stands: ${resolution.note}`);
    }
  }
}

async function ask(
  step: ReleaseStep,
): Promise<ReleaseResult | { readonly kind: "silent"; readonly message: string }> {
  try {
    return await supplier.releaseAtSupplier(step);
  } catch (error) {
    if (!(error instanceof TemporalFailure) || findRefusal(error) !== undefined) throw error;
    return { kind: "silent", message: describeFailure(error) };
  }
}
