import type { KeyRing } from "../../db/encryption/key-ring";
import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import type { IdentityProviderRecord } from "../../db/read/identity-providers";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { createUserLink } from "../../db/write/user-links";
import type { ActMoment } from "../auth/auth-audit";
import { auditOwnAct } from "../auth/auth-audit";
import type { Person } from "../auth/person";
import { findPerson, findPersonByEmail, maySignIn } from "../auth/person";
import { createUser } from "../user/create-user";

/** Whom an issuer says somebody is. */
export interface Claims {
  readonly subject: string;
  readonly email?: string;
  readonly isEmailVerified: boolean;
  readonly name?: string;
}

export type Identified =
  | { readonly kind: "known"; readonly person: Person }
  | { readonly kind: "refused"; readonly reason: IdentityReason };

/** For the audit, and for who is refused: they have proved to the issuer who they are. */
export type IdentityReason =
  | "email_not_allowed"
  | "invited"
  | "linked_otherwise"
  | "not_active"
  | "unknown_person";

export interface IdentifyRequest {
  readonly provider: IdentityProviderRecord;
  readonly claims: Claims;
  /** Who has signed in, and wants to come this way from now on. */
  readonly linkTo?: { readonly userId: number; readonly epoch: number };
}

/**
 * Finds the person by issuer and subject, which alone last. An address finds somebody only once,
 * only where the partner allows it, and only where the issuer has verified it.
 */
export async function identify(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  request: IdentifyRequest,
  moment: ActMoment,
): Promise<Identified> {
  const attempt = () =>
    inTransaction(scope, (transaction) => identifyOnce(transaction, keyRing, request, moment));
  try {
    return await attempt();
  } catch (error) {
    // Two first sign-ins at once: the other one has linked them by now.
    if (!isDuplicateKey(error, "uq_user_identities_subject")) throw error;
    return attempt();
  }
}

async function identifyOnce(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  request: IdentifyRequest,
  moment: ActMoment,
): Promise<Identified> {
  const { provider, claims, linkTo } = request;
  const email = vouchedEmail(request);
  if (provider.emailDomains.length > 0 && email === undefined) return refuse("email_not_allowed");
  const linked = await findIdentity(transaction, { userId: undefined, ...request });
  if (linked !== undefined) {
    if (linkTo !== undefined && linked.user_id !== linkTo.userId) return refuse("linked_otherwise");
    await touch(transaction, linked.user_identity_id, moment.at);
    return admit(await findPerson(transaction, linked.user_id));
  }
  const person =
    linkTo !== undefined
      ? await findPerson(transaction, linkTo.userId)
      : provider.linksByEmail && email !== undefined
        ? await findPersonByEmail(transaction, email)
        : undefined;
  // All their sessions have ended since: the one that began this, too.
  if (linkTo !== undefined && person?.epoch !== linkTo.epoch) return refuse("not_active");
  if (person !== undefined) return link(transaction, person, request, moment);
  if (!provider.invitesUnknown || email === undefined) return refuse("unknown_person");
  if ((await findPersonByEmail(transaction, email)) !== undefined) return refuse("unknown_person");
  await invite(transaction, keyRing, { email, fullName: claims.name ?? email }, moment);
  return refuse("invited");
}

/** The address, where the issuer has verified it and may vouch for it. */
function vouchedEmail({ provider, claims }: IdentifyRequest): string | undefined {
  const { email, isEmailVerified } = claims;
  if (email === undefined || !isEmailVerified) return undefined;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return provider.emailDomains.includes(domain) ? email : undefined;
}

function admit(person: Person | undefined): Identified {
  return person !== undefined && maySignIn(person)
    ? { kind: "known", person }
    : refuse("not_active");
}

function refuse(reason: IdentityReason): Identified {
  return { kind: "refused", reason };
}

async function link(
  transaction: PartnerTransaction,
  person: Person,
  { provider, claims }: IdentifyRequest,
  { context, at }: ActMoment,
): Promise<Identified> {
  if (!maySignIn(person)) return refuse("not_active");
  // Somebody else at the issuer has the address now, or had it before.
  const another = await findIdentity(transaction, { provider, userId: person.userId });
  if (another !== undefined) return refuse("linked_otherwise");
  const publicId = newId("userIdentity");
  await transaction.db
    .insertInto("user_identities")
    .values({
      public_id: publicId,
      user_id: person.userId,
      identity_provider_id: provider.identityProviderId,
      subject: claims.subject,
      last_used_at: at,
    })
    .execute();
  const payload = { identity_id: publicId, provider_id: provider.publicId };
  await auditOwnAct(
    transaction,
    person.id,
    { type: "auth.identity_linked", payload },
    { context, at },
  );
  return { kind: "known", person };
}

function findIdentity(
  { db }: PartnerTransaction,
  {
    provider,
    claims,
    userId,
  }: Pick<IdentifyRequest, "provider"> & {
    readonly claims?: Claims;
    readonly userId: number | undefined;
  },
) {
  let query = db
    .selectFrom("user_identities")
    .select(["user_identity_id", "user_id"])
    .where("identity_provider_id", "=", provider.identityProviderId)
    .where("removal", "=", 0);
  if (claims !== undefined) query = query.where("subject", "=", claims.subject);
  if (userId !== undefined) query = query.where("user_id", "=", userId);
  return query.executeTakeFirst();
}

async function touch({ db }: PartnerTransaction, id: number, at: string): Promise<void> {
  await db
    .updateTable("user_identities")
    .set({ last_used_at: at })
    .where("user_identity_id", "=", id)
    .execute();
}

/** Without a role: what they may do is for an administrator to say. */
async function invite(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  { email, fullName }: { readonly email: string; readonly fullName: string },
  moment: ActMoment,
): Promise<void> {
  const { userId, id } = await createUser(
    transaction,
    { email, fullName: fullName.slice(0, 200), status: "invited", roles: [] },
    moment,
  );
  await createUserLink(transaction, keyRing, { userId, kind: "invitation" }, moment.at);
  await auditOwnAct(transaction, id, { type: "user.invited" }, moment);
}
