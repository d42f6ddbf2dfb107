import { toDateTime } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { writeAudit } from "../../db/write/audit";
import type { OperationChange } from "../../db/write/operations";
import { updateOperation } from "../../db/write/operations";
import type { RefusalRecord } from "../../temporal/contract/failures";
import type { RequestContext } from "../../temporal/contract/payloads";
import type { ActAttention, ActInput, ActResolution } from "../../temporal/contract/ticket-act";
import { toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";

/** What an act on tickets leaves with its operation and in the audit, besides its commit. */
export function createActRecords({ openPartner, now, observer }: LedgerDependencies) {
  async function record(
    input: ActInput,
    event: Pick<AuditEvent, "type" | "payload"> & { readonly context: RequestContext },
    change: Omit<OperationChange, "at">,
  ): Promise<void> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    await inTransaction(
      scope,
      async (transaction) => {
        const changed = await updateOperation(transaction, input.operationId, { ...change, at });
        if (!changed) return;
        const { context, ...audited } = event;
        await writeAudit(
          transaction,
          toActContext(context),
          [
            {
              ...audited,
              payload: { ...audited.payload, operation_id: input.operationId },
              targetType: "booking",
              targetId: input.bookingId,
            },
          ],
          at,
        );
      },
      observer,
    );
  }

  return {
    recordActAttention: (input: ActInput, { reason, text }: ActAttention): Promise<void> =>
      record(
        input,
        {
          type: `ticket.${input.act}_needs_attention`,
          payload: { reason, text },
          context: { ...input.context, actor: { type: "system", id: null } },
        },
        { status: "needs_attention", stage: "needs_attention", attention: { reason, text } },
      ),

    recordActResolution: (input: ActInput, resolution: ActResolution): Promise<void> =>
      record(
        input,
        {
          type: `ticket.${input.act}_resolved`,
          payload: { action: resolution.action, note: resolution.note },
          context: resolution.context,
        },
        { status: "running", stage: "resolved" },
      ),

    /** The business said no, and nothing was changed. */
    recordActFailed: (input: ActInput, { code, message, details }: RefusalRecord): Promise<void> =>
      record(
        input,
        {
          type: `ticket.${input.act}_refused`,
          payload: { code, message },
          context: input.context,
        },
        { status: "failed", stage: "refused", error: { code, message, details } },
      ),
  };
}
