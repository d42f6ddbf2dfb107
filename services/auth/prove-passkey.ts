import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";

import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { ActMoment } from "./auth-audit";
import { auditFailure, auditOwnAct } from "./auth-audit";
import type { PasskeyCeremonies, PasskeyCeremony, PasskeyParty } from "./passkey-ceremonies";
import { takeCeremony } from "./passkey-ceremonies";
import { hashCredential, listCredentials } from "./passkeys";
import type { Person } from "./person";
import { findPerson, maySignIn } from "./person";

/** What an authenticator is to sign: for anybody whose key it has, or for one person. */
export async function beginProof(
  { party, ceremonies }: { readonly party: PasskeyParty; readonly ceremonies: PasskeyCeremonies },
  ceremony: PasskeyCeremony,
  scope?: PartnerDatabase,
) {
  const { owner } = ceremony;
  const options = await generateAuthenticationOptions({
    rpID: party.rpId,
    userVerification: ceremony.purpose === "sign_in" ? "required" : "preferred",
    ...(scope !== undefined &&
      owner !== undefined && { allowCredentials: await listCredentials(scope, owner.userId) }),
  });
  await ceremonies.keep(options.challenge, ceremony);
  return options;
}

export interface PasskeyProof {
  readonly scope: PartnerDatabase;
  /** Whose key it has to be: told by the authenticator, or known before. */
  readonly isTheirs: (person: Person) => boolean;
  readonly purpose: PasskeyCeremony["purpose"];
  /** Where nothing else is proved, the authenticator has to verify its user: two factors in one. */
  readonly isAlone: boolean;
  readonly response: AuthenticationResponseJSON;
}

/**
 * The person whose key has signed, and whether it verified its user. Undefined for anything else:
 * the challenge is another's or was answered before, the signature is wrong, the count went back.
 */
export async function provePasskey(
  { party, ceremonies }: { readonly party: PasskeyParty; readonly ceremonies: PasskeyCeremonies },
  { scope, isTheirs, purpose, isAlone, response }: PasskeyProof,
  moment: ActMoment,
): Promise<Person | undefined> {
  const ceremony = await takeCeremony(ceremonies, response.response.clientDataJSON);
  const key = await findKey(scope, response.id);
  const person = key && (await findPerson(scope, key.user_id));
  const fail = async (reason: string): Promise<undefined> => {
    await auditFailure(scope, { userId: person?.id, reason }, moment);
  };
  if (ceremony?.record.purpose !== purpose) return fail("passkey_challenge");
  if (key === undefined || person === undefined) return fail("passkey_unknown");
  const { owner } = ceremony.record;
  const isOwner =
    owner === undefined ||
    (owner.partner === scope.partner &&
      owner.userId === person.userId &&
      owner.epoch === person.epoch);
  if (!isOwner || !isTheirs(person)) return fail("passkey_of_another");
  const signCount = await verifySignature(key, response, party, {
    challenge: ceremony.challenge,
    isAlone,
  });
  if (signCount === undefined) return fail("passkey_refused");
  if (!maySignIn(person)) return fail("not_active");
  const isCounted = await inTransaction(scope, (transaction) =>
    countSignature(transaction, { person, key, signCount }, moment),
  );
  return isCounted ? person : undefined;
}

type Key = NonNullable<Awaited<ReturnType<typeof findKey>>>;

function findKey({ db }: PartnerDatabase, credential: string) {
  return db
    .selectFrom("user_passkeys")
    .select(["user_passkey_id", "public_id", "user_id", "credential", "public_key"])
    .where("credential_hash", "=", hashCredential(credential))
    .where("removal", "=", 0)
    .executeTakeFirst();
}

/** How often the key says that it has signed; undefined where this is no signature of it. */
async function verifySignature(
  key: Key,
  response: AuthenticationResponseJSON,
  { rpId, origin }: PasskeyParty,
  { challenge, isAlone }: { readonly challenge: string; readonly isAlone: boolean },
): Promise<number | undefined> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: isAlone,
      // The count is compared in the transaction that keeps it: two signatures may come at once.
      credential: { id: key.credential, publicKey: new Uint8Array(key.public_key), counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // The library throws for whatever is wrong with it, and touches nothing else.
    return undefined;
  }
}

/** False where the count has not gone up: the key has been copied (WebAuthn 6.1.1). Synced ones do not count. */
async function countSignature(
  transaction: PartnerTransaction,
  {
    person,
    key,
    signCount,
  }: { readonly person: Person; readonly key: Key; readonly signCount: number },
  moment: ActMoment,
): Promise<boolean> {
  const { db } = transaction;
  const { sign_count: before, removal } = await db
    .selectFrom("user_passkeys")
    .select(["sign_count", "removal"])
    .where("user_passkey_id", "=", key.user_passkey_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (removal !== 0) return false;
  if ((before > 0 || signCount > 0) && signCount <= before) {
    const payload = { passkey_id: key.public_id, sign_count: signCount, sign_count_before: before };
    const act = { type: "auth.passkey_count_regressed", payload };
    await auditOwnAct(transaction, person.id, act, moment);
    return false;
  }
  await db
    .updateTable("user_passkeys")
    .set({ sign_count: signCount, last_used_at: moment.at })
    .where("user_passkey_id", "=", key.user_passkey_id)
    .execute();
  return true;
}
