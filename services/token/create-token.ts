import { hash } from "@node-rs/argon2";

import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { latestApiVersion } from "../../domain/api-versions";
import type { Permission } from "../../domain/permissions";
import type { PrincipalUser } from "../auth/principal";
import { argon2Options } from "./argon2-options";
import { newToken } from "./token-format";

export interface NewToken {
  readonly name: string;
  /** Whose it is; none for a service's token. */
  readonly user?: PrincipalUser;
  /** Absent: all that its person may do. */
  readonly permissions?: readonly Permission[];
  /** In CIDR; from anywhere, where empty. */
  readonly allowedRanges?: readonly string[];
  /** That it is answered in; the latest where absent. */
  readonly apiVersion?: string;
  /** DATETIME(6) in UTC. */
  readonly expiresAt?: string;
  /** The token that it replaces, by key and by public id. */
  readonly rotatedFrom?: { readonly tokenId: number; readonly id: string };
}

/** A token's text with what is kept of it. Its proof costs some 20 ms: made before a transaction. */
export interface MintedToken {
  readonly publicId: string;
  readonly keyId: string;
  readonly secretHash: string;
  readonly text: string;
}

export async function mintToken(environment: "live" | "test"): Promise<MintedToken> {
  const { keyId, secret, text } = newToken(environment);
  return {
    publicId: newId("token"),
    keyId,
    secretHash: await hash(secret, argon2Options),
    text,
  };
}

/** Makes a token of a service and returns its text: the only time it can be read. */
export async function createToken(
  scope: PartnerDatabase,
  request: NewToken & { readonly environment: "live" | "test" },
  act: { readonly context: ActContext; readonly at: string },
): Promise<{ readonly id: string; readonly token: string }> {
  const minted = await mintToken(request.environment);
  await inTransaction(scope, (transaction) => insertToken(transaction, minted, request, act));
  return { id: minted.publicId, token: minted.text };
}

export async function insertToken(
  transaction: PartnerTransaction,
  minted: MintedToken,
  token: NewToken,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const { insertId } = await transaction.db
    .insertInto("personal_access_tokens")
    .values({
      public_id: minted.publicId,
      user_id: token.user?.userId ?? null,
      token_name: token.name,
      key_id: minted.keyId,
      secret_hash: minted.secretHash,
      scopes: token.permissions?.join(" ") ?? null,
      allowed_ranges: token.allowedRanges?.length ? token.allowedRanges.join(" ") : null,
      api_version: token.apiVersion ?? latestApiVersion,
      rotated_from_id: token.rotatedFrom?.tokenId ?? null,
      expires_at: token.expiresAt ?? null,
    })
    .executeTakeFirstOrThrow();
  await writeHistory(transaction, {
    table: "personal_access_tokens",
    ids: [Number(insertId)],
    type: "INSERT",
    at,
  });
  await writeAudit(
    transaction,
    context,
    [
      {
        type: token.rotatedFrom === undefined ? "token.created" : "token.rotated",
        targetType: "token",
        targetId: minted.publicId,
        payload: {
          name: token.name,
          user_id: token.user?.id ?? null,
          permissions: token.permissions === undefined ? null : [...token.permissions],
          allowed_ranges: [...(token.allowedRanges ?? [])],
          expires_at: token.expiresAt ?? null,
          rotated_from: token.rotatedFrom?.id ?? null,
        },
      },
    ],
    at,
  );
}
