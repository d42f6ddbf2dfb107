import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import { lockDelegation } from "../../db/read/approval-delegations";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";

interface Act {
  readonly context: ActContext;
  /** DATETIME(6) in UTC. */
  readonly at: string;
}

export interface NewDelegation {
  /** Key of who delegates. */
  readonly delegatorUserId: number;
  /** Public id. */
  readonly delegateId: string;
  /** DATETIME(6) in UTC; the end is not part of it. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason: string;
}

const daysMax = 366;

/**
 * Lets another person decide, for a time, on what one may decide on oneself; returns its public id.
 * What has been delegated to one is not passed on: only one's own authority counts. It never helps
 * a maker, of whichever of the two.
 */
export async function delegateApprovals(
  transaction: PartnerTransaction,
  { delegatorUserId, delegateId, startsAt, endsAt, reason }: NewDelegation,
  { context, at }: Act,
): Promise<string> {
  const delegate = await transaction.db
    .selectFrom("users")
    .select("user_id")
    .where("public_id", "=", delegateId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (delegate === undefined) throw new Refusal("NOT_FOUND", "No such user.");
  if (delegate.user_id === delegatorUserId) {
    throw new Refusal("DELEGATION_INVALID", "Delegate to another person.");
  }
  assertPeriod(startsAt, endsAt, at);
  const publicId = newId("approvalDelegation");
  const { insertId } = await transaction.db
    .insertInto("approval_delegations")
    .values({
      public_id: publicId,
      delegator_user_id: delegatorUserId,
      delegate_user_id: delegate.user_id,
      starts_at: startsAt,
      ends_at: endsAt,
      reason,
    })
    .executeTakeFirstOrThrow();
  const ids = [Number(insertId)];
  await writeHistory(transaction, { table: "approval_delegations", ids, type: "INSERT", at });
  const event = {
    type: "approval_delegation.created",
    targetType: "approval_delegation",
    targetId: publicId,
    payload: {
      delegate: delegateId,
      starts_at: toInstant(startsAt),
      ends_at: toInstant(endsAt),
      reason,
    },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}

function assertPeriod(startsAt: string, endsAt: string, at: string): void {
  const lastsMs = Date.parse(toInstant(endsAt)) - Date.parse(toInstant(startsAt));
  if (endsAt > at && lastsMs > 0 && lastsMs <= daysMax * 86_400_000) return;
  throw new Refusal(
    "DELEGATION_INVALID",
    `It ends after it begins, in the future, and within ${daysMax} days.`,
  );
}

/** Ends it before its time: by who delegated. Done twice, it changes nothing. */
export async function revokeDelegation(
  transaction: PartnerTransaction,
  publicId: string,
  { userId, context, at }: Act & { readonly userId: number },
): Promise<void> {
  const delegation = await lockDelegation(transaction, publicId);
  if (delegation.delegatorUserId !== userId) {
    throw new Refusal("DELEGATION_INVALID", "Only who has delegated takes it back.");
  }
  if (delegation.revokedAt !== null) return;
  await transaction.db
    .updateTable("approval_delegations")
    .set({ revoked_at: at, version: delegation.version + 1 })
    .where("approval_delegation_id", "=", delegation.delegationId)
    .execute();
  await writeHistory(transaction, {
    table: "approval_delegations",
    ids: [delegation.delegationId],
    type: "UPDATE",
    at,
    changes: { revoked_at: [null, at] },
  });
  const event = {
    type: "approval_delegation.revoked",
    targetType: "approval_delegation",
    targetId: publicId,
    payload: { delegate: delegation.delegateId },
  };
  await writeAudit(transaction, context, [event], at);
}
