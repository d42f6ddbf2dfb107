import type { Kysely } from "kysely";

import type { KeyRing } from "../../db/encryption/key-ring";
import type { Database } from "../../db/generated/database";
import { inTransaction } from "../../db/transaction";
import { createUserLink } from "../../db/write/user-links";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import { findPartnerByCode, findPersonByEmail, maySignIn } from "./person";

/** Mails a link to whoever has this address, and does nothing where nobody has. */
export async function requestPasswordReset(
  { system, keyRing }: { readonly system: Kysely<Database>; readonly keyRing: KeyRing },
  { partnerCode, email }: { readonly partnerCode: string; readonly email: string },
  moment: ActMoment,
): Promise<void> {
  const scope = await findPartnerByCode(system, partnerCode);
  const person = scope && (await findPersonByEmail(scope, email));
  if (scope === undefined || person === undefined || !maySignIn(person)) return;
  await inTransaction(scope, async (transaction) => {
    const link = { userId: person.userId, kind: "password_reset" } as const;
    await createUserLink(transaction, keyRing, link, moment.at);
    await auditOwnAct(transaction, person.id, { type: "auth.password_reset_requested" }, moment);
  });
}
