import { ApplicationFailure } from "@temporalio/activity";

import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import type { PartnerSettingsRecord } from "../../../db/read/partner-settings";
import { lockPartnerSettings } from "../../../db/read/partner-settings";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { writeHistory } from "../../../db/write/history";
import { writeOutbox } from "../../../db/write/outbox";
import { systemActor } from "../../../domain/actor";
import type { DeletePartnerInput } from "../../../temporal/contract/delete-partner";
import { toActContext } from "../../act-context";
import type { DeletionDependencies } from "./deletion-activities";

/**
 * Lets nobody in any more, in one commit, if the deletion still stands and is due. Waits for what
 * runs: money in flight is never cut off.
 */
export function createCloseForGood({ openPartner, observer, now }: DeletionDependencies) {
  return async function closeForGood({ partner }: DeletePartnerInput): Promise<boolean> {
    const scope = await openPartner(partner);
    const at = now();
    const work = async (transaction: PartnerTransaction): Promise<boolean> => {
      const before = await lockPartnerSettings(transaction);
      if (before.status === "deleted") return true;
      const { deletion } = before;
      const isDue = deletion?.dueAt != null && Date.parse(deletion.dueAt) <= Date.parse(at);
      if (!isDue) return false;
      await assertNothingRuns(transaction);
      await close(transaction, before, toDateTime(at));
      return true;
    };
    return inTransaction(scope, work, observer);
  };
}

async function assertNothingRuns({ db }: PartnerTransaction): Promise<void> {
  const running = await db
    .selectFrom("operations")
    .select("public_id")
    .where("status", "in", ["running", "needs_attention"])
    .limit(1)
    .executeTakeFirst();
  if (running === undefined) return;
  throw ApplicationFailure.create({
    type: "PARTNER_STILL_BUSY",
    message: `${running.public_id} has not ended. It is looked at again within the hour.`,
  });
}

async function close(
  transaction: PartnerTransaction,
  { status, version }: PartnerSettingsRecord,
  at: string,
): Promise<void> {
  const { db, partner, partnerId } = transaction;
  await db
    .updateTable("partners")
    .set({ status: "deleted", status_changed_at: at, version: version + 1 })
    .execute();
  const changes = { status: [status, "deleted"] } as const;
  const ids = [partnerId];
  await writeHistory(transaction, { table: "partners", ids, type: "UPDATE", at, changes });
  await db
    .updateTable("personal_access_tokens")
    .set({ revoked_at: at })
    .where("revoked_at", "is", null)
    .execute();
  await db.updateTable("users").set({ status: "disabled" }).execute();
  const context = toActContext({
    actor: systemActor,
    requestId: null,
    ipAddress: null,
    userAgent: null,
  });
  const event = { type: "partner.deleted", targetType: "partner", targetId: partner, payload: {} };
  await writeAudit(transaction, context, [event], at);
  const outgoing = {
    type: "partner.status_changed",
    aggregateType: "partner",
    aggregateId: partner,
    payload: { status: "deleted", since: null },
  };
  await writeOutbox(transaction, [outgoing], { at });
}
