import type { Kysely } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { AttemptLimits } from "./attempt-limits";
import type { ActMoment } from "./auth-audit";
import { auditFailure, auditOwnAct } from "./auth-audit";
import { hashPassword, isOutdated, verifyPassword } from "./password-hash";
import type { Person } from "./person";
import { findPartnerByCode, findPersonByEmail, maySignIn } from "./person";

export interface SignInRequest {
  readonly partnerCode: string;
  readonly email: string;
  readonly password: string;
  readonly address: string | undefined;
}

export type PasswordProof =
  | { readonly kind: "proved"; readonly scope: PartnerDatabase; readonly person: Person }
  /** Whatever was wrong: neither who exists nor what was nearly right is told. */
  | { readonly kind: "refused" }
  | { readonly kind: "too_many"; readonly retryAfterSeconds: number };

/** Proves a password. Takes as long for somebody who does not exist, and as many attempts. */
export async function provePassword(
  { system, attempts }: { readonly system: Kysely<Database>; readonly attempts: AttemptLimits },
  request: SignInRequest,
  moment: ActMoment,
): Promise<PasswordProof> {
  const attempt = { account: `${request.partnerCode}/${request.email}`, address: request.address };
  const retryAfterSeconds = await attempts.take(attempt);
  if (retryAfterSeconds !== undefined) return { kind: "too_many", retryAfterSeconds };
  const scope = await findPartnerByCode(system, request.partnerCode);
  const person = scope && (await findPersonByEmail(scope, request.email));
  const proved = await verifyPassword(person?.passwordHash, request.password);
  if (scope === undefined) return { kind: "refused" };
  const reason = reasonAgainst(person, proved);
  if (person === undefined || reason !== undefined) {
    await auditFailure(scope, { userId: person?.id, reason: reason ?? "unknown" }, moment);
    return { kind: "refused" };
  }
  await attempts.forgive(attempt);
  await renewHash(scope, person, request.password, moment);
  return { kind: "proved", scope, person };
}

/** For the audit log; who signs in is not told. */
function reasonAgainst(person: Person | undefined, proved: boolean): string | undefined {
  if (person === undefined) return "unknown_person";
  if (!proved) return "wrong_password";
  return maySignIn(person) ? undefined : "not_active";
}

/** The password in the clear is at hand only now. */
async function renewHash(
  scope: PartnerDatabase,
  person: Person,
  password: string,
  moment: ActMoment,
): Promise<void> {
  const { passwordHash } = person;
  if (passwordHash === null || !isOutdated(passwordHash)) return;
  const renewed = await hashPassword(password);
  await inTransaction(scope, async (transaction) => {
    await transaction.db
      .updateTable("user_credentials")
      .set({ password_hash: renewed })
      .where("user_id", "=", person.userId)
      .where("password_hash", "=", passwordHash)
      .execute();
    await auditOwnAct(transaction, person.id, { type: "auth.password_rehashed" }, moment);
  });
}
