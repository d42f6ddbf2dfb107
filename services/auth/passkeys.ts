import { createHash } from "node:crypto";

import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";

import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { PasskeyCeremonies, PasskeyParty } from "./passkey-ceremonies";
import { takeCeremony } from "./passkey-ceremonies";
import type { Person } from "./person";
import { dropNeedlessRecoveryCodes, replaceRecoveryCodes } from "./recovery-codes";
import { listSecondFactors } from "./second-factors";

/** An RSA key of 8192 bits has 1,042. */
const publicKeyBytesMax = 2000;

export interface PasskeyRecord {
  readonly publicId: string;
  readonly name: string;
  /** Whether it may be on more devices than one. */
  readonly isSynced: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** What a person's authenticator is to make. */
export async function beginRegistration(
  scope: PartnerDatabase,
  { party, ceremonies }: { readonly party: PasskeyParty; readonly ceremonies: PasskeyCeremonies },
  person: Person,
) {
  const options = await generateRegistrationOptions({
    rpName: "travoBooks",
    rpID: party.rpId,
    userName: person.email,
    userDisplayName: person.fullName,
    userID: new Uint8Array(Buffer.from(toUserHandle(scope, person))),
    excludeCredentials: await listCredentials(scope, person.userId),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
  const { userId, epoch } = person;
  await ceremonies.keep(options.challenge, {
    purpose: "register",
    owner: { partner: scope.partner, userId, epoch },
  });
  return options;
}

export interface Registered {
  readonly publicId: string;
  /** Where it is the first second factor; else none. */
  readonly recoveryCodes: readonly string[];
}

/** Undefined where what the authenticator made is not what it was asked for. */
export async function register(
  scope: PartnerDatabase,
  { party, ceremonies }: { readonly party: PasskeyParty; readonly ceremonies: PasskeyCeremonies },
  {
    person,
    name,
    response,
  }: {
    readonly person: Person;
    readonly name: string;
    readonly response: RegistrationResponseJSON;
  },
  moment: ActMoment,
): Promise<Registered | undefined> {
  const ceremony = await takeCeremony(ceremonies, response.response.clientDataJSON);
  const owner = ceremony?.record.owner;
  const isTheirs =
    ceremony?.record.purpose === "register" &&
    owner?.partner === scope.partner &&
    owner.userId === person.userId &&
    owner.epoch === person.epoch;
  if (ceremony === undefined || !isTheirs) return undefined;
  const made = await verifyMade(response, party, ceremony.challenge);
  if (made === undefined) return undefined;
  return inTransaction(scope, async (transaction) => {
    const before = await listSecondFactors(transaction, person);
    const publicId = await insertPasskey(transaction, { userId: person.userId, name, made });
    const payload = { passkey_id: publicId };
    await auditOwnAct(transaction, person.id, { type: "auth.passkey_registered", payload }, moment);
    const recoveryCodes =
      before.length === 0 ? await replaceRecoveryCodes(transaction, person) : [];
    return { publicId, recoveryCodes };
  });
}

export async function listPasskeys(
  { db }: PartnerDatabase,
  userId: number,
): Promise<PasskeyRecord[]> {
  const rows = await db
    .selectFrom("user_passkeys")
    .selectAll()
    .where("user_id", "=", userId)
    .where("removal", "=", 0)
    .orderBy("user_passkey_id")
    .execute();
  return rows.map((row) => ({
    publicId: row.public_id,
    name: row.display_name,
    isSynced: row.is_synced === 1,
    createdAt: toInstant(row.created_at),
    lastUsedAt: row.last_used_at === null ? null : toInstant(row.last_used_at),
  }));
}

export async function renamePasskey(
  scope: PartnerDatabase,
  person: Pick<Person, "userId" | "id">,
  { publicId, name }: { readonly publicId: string; readonly name: string },
  moment: ActMoment,
): Promise<void> {
  await inTransaction(scope, async (transaction) => {
    const id = await lockPasskey(transaction, person.userId, publicId);
    await transaction.db
      .updateTable("user_passkeys")
      .set({ display_name: name })
      .where("user_passkey_id", "=", id)
      .execute();
    const payload = { passkey_id: publicId };
    await auditOwnAct(transaction, person.id, { type: "auth.passkey_renamed", payload }, moment);
  });
}

/** It lets nobody in from here on. */
export async function removePasskey(
  scope: PartnerDatabase,
  person: Person,
  publicId: string,
  moment: ActMoment,
): Promise<void> {
  await inTransaction(scope, async (transaction) => {
    const id = await lockPasskey(transaction, person.userId, publicId);
    await transaction.db
      .updateTable("user_passkeys")
      .set({ removal: id })
      .where("user_passkey_id", "=", id)
      .execute();
    await dropNeedlessRecoveryCodes(transaction, person);
    const payload = { passkey_id: publicId };
    await auditOwnAct(transaction, person.id, { type: "auth.passkey_removed", payload }, moment);
  });
}

/** By which an authenticator knows which of its keys may serve. */
export async function listCredentials({ db }: PartnerDatabase, userId: number) {
  const rows = await db
    .selectFrom("user_passkeys")
    .select(["credential", "transports"])
    .where("user_id", "=", userId)
    .where("removal", "=", 0)
    .execute();
  return rows.map(({ credential, transports }) => ({
    id: credential,
    transports: readOwnJson<string[]>(transports),
  }));
}

export function hashCredential(credential: string): string {
  return createHash("sha256").update(credential).digest("hex");
}

/** What an authenticator keeps and tells of whose key it is (64 bytes at most): opaque ids. */
function toUserHandle({ partner }: PartnerDatabase, { id }: Person): string {
  return `${partner}.${id}`;
}

export function parseUserHandle(
  handle: string,
): { readonly partner: string; readonly user: string } | undefined {
  const text = Buffer.from(handle, "base64url").toString();
  const [, partner, user] = /^(ptn_[0-9a-z]{26})\.(usr_[0-9a-z]{26})$/.exec(text) ?? [];
  return partner === undefined || user === undefined ? undefined : { partner, user };
}

async function verifyMade(
  response: RegistrationResponseJSON,
  { rpId, origin }: PasskeyParty,
  expectedChallenge: string,
) {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: false,
    });
    const isKept = verified && registrationInfo.credential.publicKey.length <= publicKeyBytesMax;
    return isKept ? registrationInfo : undefined;
  } catch {
    // The library throws for whatever is wrong with it, and touches nothing else.
    return undefined;
  }
}

async function insertPasskey(
  { db }: PartnerTransaction,
  {
    userId,
    name,
    made,
  }: {
    readonly userId: number;
    readonly name: string;
    readonly made: NonNullable<Awaited<ReturnType<typeof verifyMade>>>;
  },
): Promise<string> {
  const { credential, credentialDeviceType } = made;
  const publicId = newId("passkey");
  try {
    await db
      .insertInto("user_passkeys")
      .values({
        public_id: publicId,
        user_id: userId,
        display_name: name,
        credential: credential.id,
        credential_hash: hashCredential(credential.id),
        public_key: Buffer.from(credential.publicKey),
        sign_count: credential.counter,
        transports: JSON.stringify(credential.transports ?? []),
        is_synced: credentialDeviceType === "multiDevice" ? 1 : 0,
      })
      .execute();
  } catch (error) {
    if (!isDuplicateKey(error, "uq_user_passkeys_credential")) throw error;
    throw new Refusal("SECOND_FACTOR_EXISTS", "This passkey is registered already.");
  }
  return publicId;
}

async function lockPasskey(
  { db }: PartnerTransaction,
  userId: number,
  publicId: string,
): Promise<number> {
  const row = await db
    .selectFrom("user_passkeys")
    .select("user_passkey_id")
    .where("public_id", "=", publicId)
    .where("user_id", "=", userId)
    .where("removal", "=", 0)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such passkey.");
  return row.user_passkey_id;
}
