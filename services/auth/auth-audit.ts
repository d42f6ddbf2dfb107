import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { writeAudit } from "../../db/write/audit";
import { writeSecurityNotice } from "../../db/write/security-notice";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import { isSecurityChange } from "../../domain/security-change";

/** When and from where an act of signing in is done. */
export interface ActMoment {
  readonly context: ActContext;
  /** DATETIME(6), UTC. */
  readonly at: string;
}

/** Writes down what a person did about their own access, as the person, who is told of what counts. */
export async function auditOwnAct(
  transaction: PartnerTransaction,
  userId: string,
  act: { readonly type: string; readonly payload?: Readonly<Record<string, JsonValue>> },
  { context, at }: ActMoment,
): Promise<void> {
  const event: AuditEvent = {
    type: act.type,
    targetType: "user",
    targetId: userId,
    payload: act.payload ?? {},
  };
  await writeAudit(transaction, { ...context, actor: { type: "user", id: userId } }, [event], at);
  if (isSecurityChange(act.type)) await writeSecurityNotice(transaction, userId, act.type, at);
}

/** An attempt that failed: of a person, or of somebody whom nobody knows. */
export async function auditFailure(
  scope: PartnerDatabase,
  failure: { readonly userId: string | undefined; readonly reason: string },
  { context, at }: ActMoment,
): Promise<void> {
  const event: AuditEvent = {
    type: "auth.login_failed",
    targetType: failure.userId === undefined ? "partner" : "user",
    targetId: failure.userId ?? scope.partner,
    payload: { reason: failure.reason },
  };
  await inTransaction(scope, (transaction) => writeAudit(transaction, context, [event], at));
}
