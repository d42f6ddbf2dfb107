import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { TokenOwner } from "../../db/read/tokens";
import { lockToken } from "../../db/read/tokens";
import type { Access } from "../../domain/access";
import { assertHolds, assertInBranches } from "../../domain/access";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";
import { toMs } from "../../domain/token";
import { assertWithinPlan } from "../subscription/assert-within-plan";
import type { MintedToken, NewToken } from "./create-token";
import { insertToken } from "./create-token";
import { assertActive, changeToken } from "./revoke-token";

interface Act {
  readonly context: ActContext;
  /** DATETIME(6) in UTC. */
  readonly at: string;
}

/** A person's token lives no longer than this (manual 7.5). */
const personalDaysMax = 365;
const dayMs = 24 * 60 * 60 * 1000;

/** Makes a token, of a person or of a service, that may do nothing its maker may not. */
export async function issueToken(
  transaction: PartnerTransaction,
  minted: MintedToken,
  token: NewToken,
  act: Act & { readonly maker: Access },
): Promise<void> {
  assertHolds(act.maker, token.permissions ?? []);
  // A service's token is held to no branch.
  if (token.user === undefined) assertInBranches(act.maker, undefined);
  // The one that is replaced makes way for the one that replaces it.
  if (token.rotatedFrom === undefined) await assertWithinPlan(transaction, "tokens", act.at);
  const expiresAt = toExpiry(token, act.at);
  await insertToken(transaction, minted, { ...token, ...(expiresAt && { expiresAt }) }, act);
}

/**
 * Makes a token in place of another, which goes on for `overlapMs` at most. It may do the same,
 * from the same addresses, and lives as long as the other was made to.
 */
export async function rotateToken(
  transaction: PartnerTransaction,
  minted: MintedToken,
  rotation: { readonly id: string; readonly owner: TokenOwner; readonly overlapMs: number },
  act: Act & { readonly maker: Access },
): Promise<void> {
  const old = await lockToken(transaction, rotation.id, rotation.owner);
  assertActive(old, act.at);
  if (old.permissions === null) assertMayInherit(act.context, old.publicId);
  const lifetimeMs = old.expiresAt === null ? null : toMs(old.expiresAt) - toMs(old.createdAt);
  await issueToken(
    transaction,
    minted,
    {
      name: old.name,
      allowedRanges: old.allowedRanges,
      apiVersion: old.apiVersion,
      rotatedFrom: { tokenId: old.tokenId, id: old.publicId },
      ...(old.permissions !== null && { permissions: old.permissions }),
      ...(old.user !== null && { user: old.user }),
      ...(lifetimeMs !== null && { expiresAt: later(act.at, lifetimeMs) }),
    },
    act,
  );
  const endsAt = later(act.at, rotation.overlapMs);
  if (old.expiresAt !== null && toMs(old.expiresAt) <= toMs(endsAt)) return;
  await changeToken(transaction, old, { expires_at: [old.expiresAt, endsAt] }, act);
}

/** A token gives no other one all that its person may come to do: but it may replace itself. */
function assertMayInherit({ actor }: ActContext, id: string): void {
  if (actor.type === "user" || actor.id === id) return;
  throw new Refusal(
    "PERMISSION_NOT_HELD",
    "That token may do all that its person may: they alone replace it, or it itself.",
    { token_id: id },
  );
}

function toExpiry({ user, expiresAt }: NewToken, at: string): string | undefined {
  const last = later(at, personalDaysMax * dayMs);
  const expiry = expiresAt ?? (user === undefined ? undefined : last);
  if (expiry === undefined) return undefined;
  const isTooLate = user !== undefined && toMs(expiry) > toMs(last);
  if (toMs(expiry) > toMs(at) && !isTooLate) return expiry;
  throw new Refusal(
    "TOKEN_LIFETIME_INVALID",
    `A token expires after it is made, and a person's within ${personalDaysMax} days.`,
    { days_max: user === undefined ? null : personalDaysMax },
  );
}

function later(at: string, ms: number): string {
  return toDateTime(new Date(toMs(at) + ms).toISOString());
}
