import { hash } from "@node-rs/argon2";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { Permission } from "../../domain/permissions";
import { argon2Options } from "./argon2-options";
import { newToken } from "./token-format";

/** Makes a token and returns its text: the only time it can be read. */
export async function createToken(
  scope: PartnerDatabase,
  request: {
    readonly name: string;
    readonly environment: "live" | "test";
    readonly permissions: readonly Permission[];
    readonly expiresAt?: string;
  },
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<{ readonly id: string; readonly token: string }> {
  const token = newToken(request.environment);
  const publicId = newId("token");
  const secretHash = await hash(token.secret, argon2Options);
  await inTransaction(scope, async (transaction) => {
    const result = await transaction.db
      .insertInto("personal_access_tokens")
      .values({
        public_id: publicId,
        token_name: request.name,
        key_id: token.keyId,
        secret_hash: secretHash,
        scopes: request.permissions.join(" "),
        expires_at: request.expiresAt ?? null,
      })
      .executeTakeFirstOrThrow();
    await writeHistory(transaction, {
      table: "personal_access_tokens",
      ids: [Number(result.insertId)],
      type: "INSERT",
      at,
    });
    await writeAudit(
      transaction,
      context,
      [
        {
          type: "token.created",
          targetType: "token",
          targetId: publicId,
          payload: { name: request.name, permissions: [...request.permissions] },
        },
      ],
      at,
    );
  });
  return { id: publicId, token: token.text };
}
