import type { PartnerTransaction } from "../../db/partner-scope";
import type { TokenOwner, TokenRecord } from "../../db/read/tokens";
import { lockToken } from "../../db/read/tokens";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";
import { tokenStatus } from "../../domain/token";

interface Act {
  readonly context: ActContext;
  /** DATETIME(6) in UTC. */
  readonly at: string;
}

/** Revokes a token, of that owner where one is named. One that is revoked stays as it is. */
export async function revokeToken(
  transaction: PartnerTransaction,
  { id, owner }: { readonly id: string; readonly owner?: TokenOwner },
  act: Act,
): Promise<void> {
  const token = await lockToken(transaction, id, owner);
  if (token.revokedAt !== null) return;
  await changeToken(transaction, token, { revoked_at: [null, act.at] }, act);
  await writeAudit(
    transaction,
    act.context,
    [
      {
        type: "token.revoked",
        targetType: "token",
        targetId: token.publicId,
        payload: { name: token.name, user_id: token.user?.id ?? null },
      },
    ],
    act.at,
  );
}

export function assertActive(token: TokenRecord, at: string): void {
  const status = tokenStatus(token, at);
  if (status === "active") return;
  throw new Refusal("TOKEN_NOT_ACTIVE", `The token is ${status}.`, { status });
}

/** Sets when a token ends, with its history. */
export async function changeToken(
  transaction: PartnerTransaction,
  { tokenId, version }: TokenRecord,
  changes: {
    readonly expires_at?: readonly [string | null, string];
    readonly revoked_at?: readonly [null, string];
  },
  { at }: Act,
): Promise<void> {
  await transaction.db
    .updateTable("personal_access_tokens")
    .set({
      version: version + 1,
      ...(changes.expires_at && { expires_at: changes.expires_at[1] }),
      ...(changes.revoked_at && { revoked_at: changes.revoked_at[1] }),
    })
    .where("personal_access_token_id", "=", tokenId)
    .execute();
  await writeHistory(transaction, {
    table: "personal_access_tokens",
    ids: [tokenId],
    type: "UPDATE",
    at,
    changes,
  });
}
