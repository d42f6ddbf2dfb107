import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { PrincipalUser } from "./principal";
import { endFamily } from "./refresh-tokens";
import type { SessionStore } from "./sessions";

/**
 * Ends every session and access token of a person that has begun so far, in the transaction of
 * what calls for it. They are over with its commit, whatever Redis still holds.
 */
export async function raiseSessionEpoch({ db }: PartnerTransaction, userId: number): Promise<void> {
  await db
    .insertInto("user_credentials")
    .values({ user_id: userId, session_epoch: 1 })
    .onDuplicateKeyUpdate((eb) => ({ session_epoch: eb("session_epoch", "+", 1) }))
    .execute();
}

export async function signOutEverywhere(
  scope: PartnerDatabase,
  sessions: SessionStore,
  user: PrincipalUser,
  moment: ActMoment,
): Promise<void> {
  await inTransaction(scope, async (transaction) => {
    await raiseSessionEpoch(transaction, user.userId);
    await auditOwnAct(transaction, user.id, { type: "auth.logout_everywhere" }, moment);
  });
  await sessions.endAll({ partner: scope.partner, user: user.id });
}

/** Whether the person had such a session. */
export async function endSession(
  scope: PartnerDatabase,
  sessions: SessionStore,
  {
    user,
    sessionId,
    act,
  }: {
    readonly user: PrincipalUser;
    readonly sessionId: string;
    readonly act: "auth.logout" | "auth.session_revoked";
  },
  moment: ActMoment,
): Promise<boolean> {
  const payload = { session_id: sessionId };
  const audit = (transaction: PartnerTransaction) =>
    auditOwnAct(transaction, user.id, { type: act, payload }, moment);
  const wasFamily = await inTransaction(scope, async (transaction) => {
    const ended = await endFamily(transaction, { userId: user.userId, sessionId }, moment.at);
    if (ended) await audit(transaction);
    return ended;
  });
  if (wasFamily) return true;
  if (!(await sessions.end({ partner: scope.partner, user: user.id }, sessionId))) return false;
  await inTransaction(scope, audit);
  return true;
}
