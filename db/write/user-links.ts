import { createHash, randomBytes } from "node:crypto";

import type { UserLinkKind } from "../../domain/user-link";
import { userLinkKinds } from "../../domain/user-link";
import type { KeyRing } from "../encryption/key-ring";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { toDateTime, toInstant } from "../read/amounts";
import { writeOutbox } from "./outbox";

/** What seals the secret of a link until it is mailed. */
export function userLinkContext(partner: string): string {
  return `${partner}:user_links.secret`;
}

/**
 * Makes a link and has it mailed; those of its kind that the person had before are worth nothing.
 * Its secret is kept as a digest, and sealed until the mail has left.
 */
export async function createUserLink(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  link: { readonly userId: number; readonly kind: UserLinkKind; readonly newEmail?: string },
  at: string,
): Promise<void> {
  const { db, partner } = transaction;
  const secret = randomBytes(32).toString("base64url");
  const publicId = newId("userLink");
  const expires = Date.parse(toInstant(at)) + userLinkKinds[link.kind].hours * 3600_000;
  await db
    .updateTable("user_links")
    .set({ is_current: null, secret_encrypted: null })
    .where("user_id", "=", link.userId)
    .where("link_kind", "=", link.kind)
    .where("is_current", "=", 1)
    .execute();
  await db
    .insertInto("user_links")
    .values({
      public_id: publicId,
      user_id: link.userId,
      link_kind: link.kind,
      secret_hash: digestOf(secret),
      secret_encrypted: keyRing.encrypt(Buffer.from(secret), userLinkContext(partner)),
      new_email: link.newEmail ?? null,
      expires_at: toDateTime(new Date(expires).toISOString()),
    })
    .execute();
  const event = {
    type: "user_link.created",
    aggregateType: "user_link",
    aggregateId: publicId,
    payload: { link_id: publicId, link_kind: link.kind },
  };
  await writeOutbox(transaction, [event], { at });
}

export interface UsedLink {
  readonly userId: number;
  readonly newEmail: string | null;
}

/** Uses a link up; undefined where it is not one that can be used. */
export async function useUserLink(
  { db }: PartnerTransaction,
  kind: UserLinkKind,
  secret: string,
  at: string,
): Promise<UsedLink | undefined> {
  const row = await db
    .selectFrom("user_links")
    .select(["user_link_id", "user_id", "new_email"])
    .where("secret_hash", "=", digestOf(secret))
    .where("link_kind", "=", kind)
    .where("is_current", "=", 1)
    .where("expires_at", ">", at)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await db
    .updateTable("user_links")
    .set({ is_current: null, used_at: at, secret_encrypted: null })
    .where("user_link_id", "=", row.user_link_id)
    .execute();
  return { userId: row.user_id, newEmail: row.new_email };
}

function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
