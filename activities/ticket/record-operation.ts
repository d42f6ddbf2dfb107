import { toDateTime } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { writeAudit } from "../../db/write/audit";
import type { OperationChange } from "../../db/write/operations";
import { updateOperation } from "../../db/write/operations";
import { invariant } from "../../domain/invariant";
import type { RequestContext } from "../../temporal/contract/payloads";
import type { ActInput } from "../../temporal/contract/ticket-act";
import { toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";

/** Writes where an operation stands, audited with the change: once, however often it is tried. */
export function createRecordOperation({ openPartner, now, observer }: LedgerDependencies) {
  return async function recordOperation(
    {
      partner,
      operationId,
      bookingId,
      about,
    }: Pick<ActInput, "partner" | "operationId" | "bookingId" | "about">,
    {
      context,
      type,
      payload,
    }: Pick<AuditEvent, "type" | "payload"> & {
      readonly context: RequestContext;
    },
    change: Omit<OperationChange, "at">,
  ): Promise<void> {
    const scope = await openPartner(partner);
    const at = toDateTime(now());
    await inTransaction(
      scope,
      async (transaction) => {
        if (!(await updateOperation(transaction, operationId, { ...change, at }))) return;
        const targetId = about?.id ?? bookingId;
        invariant(targetId !== null, "an act is of a booking, or says what it is about");
        const event = {
          type,
          payload: { ...payload, operation_id: operationId },
          targetType: about?.type ?? "booking",
          targetId,
        };
        await writeAudit(transaction, toActContext(context), [event], at);
      },
      observer,
    );
  };
}
