import type { KeyRing } from "../../db/encryption/key-ring";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { createUserLink } from "../../db/write/user-links";
import { setPassword } from "../user/set-password";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import { hashPassword } from "./password-hash";
import { checkPassword } from "./password-policy";
import type { Person } from "./person";

/** Another password; every session and token that began before is over, the caller's too. */
export async function changePassword(
  scope: PartnerDatabase,
  person: Person,
  password: string,
  moment: ActMoment,
): Promise<void> {
  checkPassword(password, [person.email, person.fullName]);
  const passwordHash = await hashPassword(password);
  await inTransaction(scope, async (transaction) => {
    await setPassword(transaction, person.userId, passwordHash, moment.at);
    await auditOwnAct(transaction, person.id, { type: "auth.password_changed" }, moment);
  });
}

/** Mails a link to the new address; the old one stays until it is opened. */
export async function requestEmailChange(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  change: { readonly person: Person; readonly email: string },
  moment: ActMoment,
): Promise<void> {
  const { person, email } = change;
  await inTransaction(scope, async (transaction) => {
    const link = { userId: person.userId, kind: "email_verification", newEmail: email } as const;
    await createUserLink(transaction, keyRing, link, moment.at);
    await auditOwnAct(transaction, person.id, { type: "auth.email_change_requested" }, moment);
  });
}
