import type { PartnerTransaction } from "../../db/partner-scope";
import { lockPartnerSettings } from "../../db/read/partner-settings";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { PartnerStatus } from "../../domain/partner-status";
import { Refusal } from "../../domain/refusal";

export interface StatusAct {
  readonly reason: string;
  readonly context: ActContext;
  readonly at: string;
}

/** By the platform: nothing is changed any more, reading and exports go on. */
export async function suspendPartner(
  transaction: PartnerTransaction,
  act: StatusAct,
): Promise<void> {
  await change(transaction, { from: ["active", "closed"], to: "suspended" }, act);
}

/** By the platform: after a suspension, or after the partner had closed its account. */
export async function reactivatePartner(
  transaction: PartnerTransaction,
  act: StatusAct,
): Promise<void> {
  await change(transaction, { from: ["suspended", "closed"], to: "active" }, act);
}

/** By the partner itself. */
export async function closePartner(transaction: PartnerTransaction, act: StatusAct): Promise<void> {
  await change(transaction, { from: ["active"], to: "closed" }, act);
}

/** By the partner itself: what the platform has suspended, it does not open. */
export async function reopenPartner(
  transaction: PartnerTransaction,
  act: StatusAct,
): Promise<void> {
  await change(transaction, { from: ["closed"], to: "active" }, act);
}

const eventTypes = {
  active: "partner.reactivated",
  closed: "partner.closed",
  suspended: "partner.suspended",
} as const;

/** Its Schedules follow by the event that leaves with the commit. */
async function change(
  transaction: PartnerTransaction,
  { from, to }: { readonly from: readonly PartnerStatus[]; readonly to: keyof typeof eventTypes },
  { reason, context, at }: StatusAct,
): Promise<void> {
  const { db, partner, partnerId } = transaction;
  const before = await lockPartnerSettings(transaction);
  if (before.status === to) return;
  if (!from.includes(before.status)) {
    throw new Refusal("PARTNER_STATUS_INVALID", `The partner is ${before.status}.`, {
      status: before.status,
    });
  }
  const statusReason = to === "active" ? null : reason;
  await db
    .updateTable("partners")
    .set({
      status: to,
      status_reason: statusReason,
      status_changed_at: at,
      version: before.version + 1,
    })
    .execute();
  const changes = {
    status: [before.status, to],
    status_reason: [before.statusReason, statusReason],
  } as const;
  await writeHistory(transaction, {
    table: "partners",
    ids: [partnerId],
    type: "UPDATE",
    at,
    changes,
  });
  const payload = { status: [before.status, to], reason };
  const event = { type: eventTypes[to], targetType: "partner", targetId: partner, payload };
  await writeAudit(transaction, context, [event], at);
  const outgoing = {
    type: "partner.status_changed",
    aggregateType: "partner",
    aggregateId: partner,
    payload: { status: to, since: before.statusChangedAt },
  };
  await writeOutbox(transaction, [outgoing], { at });
}
