import { toDateTime } from "../../db/read/amounts";
import { listOpenRequests, settleIntents } from "../../db/write/supplier-requests";
import type { RefusalRecord } from "../../temporal/contract/failures";
import type {
  ActInput,
  ActResolution,
  RecordedAttention,
} from "../../temporal/contract/ticket-act";
import type { LedgerDependencies } from "../dependencies";
import { createRecordOperation } from "./record-operation";

/** What an act on tickets leaves with its operation and in the audit, besides its commit. */
export function createActRecords(dependencies: LedgerDependencies) {
  const record = createRecordOperation(dependencies);

  return {
    recordActAttention: (
      input: ActInput,
      { reason, text, actions }: RecordedAttention,
    ): Promise<void> =>
      record(
        input,
        {
          type: toType(input, "needs_attention"),
          payload: { reason, text },
          context: { ...input.context, actor: { type: "system", id: null } },
        },
        {
          status: "needs_attention",
          stage: "needs_attention",
          attention: { reason, text, actions },
        },
      ),

    recordActResolution: async (input: ActInput, resolution: ActResolution): Promise<void> => {
      await answerByHand(dependencies, input, resolution);
      return record(
        input,
        {
          type: toType(input, "resolved"),
          payload: {
            action: resolution.action,
            note: resolution.note,
            ...(resolution.recordLocator === undefined
              ? {}
              : { record_locator: resolution.recordLocator }),
          },
          context: resolution.context,
        },
        { status: "running", stage: "resolved" },
      );
    },

    /** The business said no, and nothing was changed. */
    recordActFailed: (input: ActInput, { code, message, details }: RefusalRecord): Promise<void> =>
      record(
        input,
        {
          type: toType(input, "refused"),
          payload: { code, message },
          context: input.context,
        },
        { status: "failed", stage: "refused", error: { code, message, details } },
      ),
  };
}

/** A person has looked at what the supplier would not say: its requests are answered by that. */
async function answerByHand(
  { openPartner, now }: LedgerDependencies,
  { act, partner, operationId }: ActInput,
  { action }: ActResolution,
): Promise<void> {
  if (!ofSupplier.includes(act) || (action !== "adopt" && action !== "abandon")) return;
  const scope = await openPartner(partner);
  await settleIntents(scope, await listOpenRequests(scope, operationId), {
    state: action === "adopt" ? "succeeded" : "not_done",
    at: toDateTime(now()),
    text: action === "adopt" ? "a person says that it is done" : "a person has given it up",
  });
}

/** Acts whose requests a person's decision answers; of a hold, its own steps do. */
const ofSupplier: readonly ActInput["act"][] = ["cancel", "exchange", "expire", "refund", "void"];
const ofBookings: readonly ActInput["act"][] = ["hold", "cancel", "expire", "schedule_check"];

/** A void is of tickets, a hold and its end are of the booking, other acts of what they are about. */
function toType(
  { act, about }: ActInput,
  what: "needs_attention" | "resolved" | "refused",
): string {
  if (about !== undefined) return `${about.type}.${what}`;
  return `${ofBookings.includes(act) ? "booking" : "ticket"}.${act}_${what}`;
}
