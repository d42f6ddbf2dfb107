import { TemporalFailure } from "@temporalio/workflow";

import { findRefusal } from "../../temporal/contract/failures";
import { describeFailure } from "./describe-failure";

/** No answer for as long as it was asked; what it has done is not known. */
export interface SilentSupplier {
  readonly kind: "silent";
  readonly message: string;
}

/** What a step at the supplier answers, or that it does not. A refusal is thrown on. */
export async function hearSupplier<Answer>(
  step: () => Promise<Answer>,
): Promise<Answer | SilentSupplier> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof TemporalFailure) || findRefusal(error) !== undefined) throw error;
    return { kind: "silent", message: describeFailure(error) };
  }
}
