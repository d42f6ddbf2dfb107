import type { PartnerDatabase } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import { Refusal } from "../../domain/refusal";
import type { ActMoment } from "../auth/auth-audit";
import { auditOwnAct } from "../auth/auth-audit";

export interface IdentityRecord {
  readonly publicId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly issuerUrl: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
}

/** By which issuers a person may come. */
export async function listIdentities(
  { db }: PartnerDatabase,
  userId: number,
): Promise<IdentityRecord[]> {
  const rows = await db
    .selectFrom("user_identities")
    .innerJoin(
      "identity_providers as provider",
      "provider.identity_provider_id",
      "user_identities.identity_provider_id",
    )
    .select([
      "user_identities.public_id",
      "provider.public_id as provider_id",
      "provider.display_name",
      "provider.issuer_url",
      "user_identities.created_at",
      "user_identities.last_used_at",
    ])
    .where("user_identities.user_id", "=", userId)
    .where("user_identities.removal", "=", 0)
    .orderBy("user_identity_id")
    .execute();
  return rows.map((row) => ({
    publicId: row.public_id,
    providerId: row.provider_id,
    providerName: row.display_name,
    issuerUrl: row.issuer_url,
    createdAt: toInstant(row.created_at),
    lastUsedAt: toInstant(row.last_used_at),
  }));
}

/** From here on the issuer's subject is nobody here. */
export async function removeIdentity(
  scope: PartnerDatabase,
  user: { readonly userId: number; readonly id: string },
  publicId: string,
  moment: ActMoment,
): Promise<void> {
  await inTransaction(scope, async (transaction) => {
    const { numUpdatedRows } = await transaction.db
      .updateTable("user_identities")
      .set((eb) => ({ removal: eb.ref("user_identity_id") }))
      .where("public_id", "=", publicId)
      .where("user_id", "=", user.userId)
      .where("removal", "=", 0)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new Refusal("NOT_FOUND", "No such identity.");
    const payload = { identity_id: publicId };
    await auditOwnAct(transaction, user.id, { type: "auth.identity_removed", payload }, moment);
  });
}
