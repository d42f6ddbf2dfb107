import type { SecretBox } from "../../db/encryption/secret-box";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import { gdsCredentialsContext } from "./gds-credentials-context";

/** Stores a partner's credentials for a GDS, encrypted; those before stay, superseded. */
export async function setGdsCredentials(
  scope: PartnerDatabase,
  credentials: {
    readonly gdsProviderCode: string;
    readonly label: string;
    /** JSON in the form the supplier's client reads. */
    readonly secret: string;
  },
  parts: { readonly secrets: SecretBox; readonly context: ActContext; readonly at: string },
): Promise<void> {
  const publicId = newId("gdsCredential");
  const sealed = await parts.secrets.seal(
    Buffer.from(credentials.secret),
    gdsCredentialsContext(scope.partner),
  );
  await inTransaction(scope, async (transaction) => {
    await transaction.db
      .updateTable("gds_credentials")
      .set({ is_current: null })
      .where("gds_provider_code", "=", credentials.gdsProviderCode)
      .where("is_current", "=", 1)
      .execute();
    await transaction.db
      .insertInto("gds_credentials")
      .values({
        public_id: publicId,
        gds_provider_code: credentials.gdsProviderCode,
        credential_label: credentials.label,
        credentials_encrypted: sealed,
      })
      .execute();
    await writeAudit(
      transaction,
      parts.context,
      [
        {
          type: "gds_credential.changed",
          targetType: "gds_credential",
          targetId: publicId,
          payload: { provider: credentials.gdsProviderCode, label: credentials.label },
        },
      ],
      parts.at,
    );
  });
}
