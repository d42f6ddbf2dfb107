import type { RefusalRecord } from "../../temporal/contract/failures";
import type {
  Attention,
  IssueBookingInput,
  IssueBookingStage,
  Resolution,
} from "../../temporal/contract/issue-booking";
import type { RequestContext } from "../../temporal/contract/payloads";
import type { LedgerDependencies } from "../dependencies";
import { createRecordOperation } from "./record-operation";

/** What an issuance leaves in the books when it is not a sale: each step audited, each repeatable. */
export function createIssuanceRecords(dependencies: LedgerDependencies) {
  const record = createRecordOperation(dependencies);

  return {
    /** The business said no: the operation failed, and nothing was issued or all of it is void. */
    recordFailed: (
      input: IssueBookingInput,
      failure: {
        readonly stage: Extract<IssueBookingStage, "refused" | "abandoned" | "dismissed">;
        readonly refusal: RefusalRecord;
      },
    ): Promise<void> =>
      record(
        input,
        {
          type: `booking.issue_${failure.stage}`,
          payload: { code: failure.refusal.code, message: failure.refusal.message },
          context: input.context,
        },
        { status: "failed", stage: failure.stage, error: { ...failure.refusal } },
      ),

    recordCancelled: (
      input: IssueBookingInput,
      by: { readonly context: RequestContext; readonly note: string },
    ): Promise<void> =>
      record(
        input,
        { type: "booking.issue_cancelled", payload: { note: by.note }, context: by.context },
        { status: "cancelled", stage: "cancelled" },
      ),

    recordAttention: (input: IssueBookingInput, attention: Attention): Promise<void> =>
      record(
        input,
        {
          type: "booking.issue_needs_attention",
          payload: { reason: attention.reason, text: attention.text },
          context: { ...input.context, actor: { type: "system", id: null } },
        },
        {
          status: "needs_attention",
          stage: "needs_attention",
          attention,
        },
      ),

    recordResolution: (input: IssueBookingInput, resolution: Resolution): Promise<void> =>
      record(
        input,
        {
          type: "booking.issue_resolved",
          payload: {
            action: resolution.action,
            note: resolution.note,
            numbers: resolution.documents.flatMap(({ numbers }) => numbers),
          },
          context: resolution.context,
        },
        { status: "running", stage: resolution.action === "abandon" ? "voiding" : "issuing" },
      ),
  };
}
