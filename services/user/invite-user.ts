import type { KeyRing } from "../../db/encryption/key-ring";
import type { PartnerTransaction } from "../../db/partner-scope";
import { getUser } from "../../db/read/users";
import { writeAudit } from "../../db/write/audit";
import { createUserLink } from "../../db/write/user-links";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";
import type { AccessAct } from "../role/grant-role";
import { grantRole } from "../role/grant-role";
import { assertWithinPlan } from "../subscription/assert-within-plan";
import { createUser } from "./create-user";

export interface Invitation {
  readonly email: string;
  readonly fullName: string;
  /** Public ids: roles that whoever invites could give. */
  readonly roleIds: readonly string[];
}

/** Takes up a person who has yet to choose a password, and mails them the link to do so. */
export async function inviteUser(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  invitation: Invitation,
  act: Omit<AccessAct, "userId">,
): Promise<string> {
  await assertWithinPlan(transaction, "users", act.at);
  const { email, fullName, roleIds } = invitation;
  const { userId, id } = await createUser(
    transaction,
    { email, fullName, status: "invited", roles: [] },
    act,
  );
  for (const roleId of roleIds) await grantRole(transaction, roleId, { ...act, userId: id });
  await sendInvitation(transaction, keyRing, { userId, id }, act);
  return id;
}

/** Once more: the link before is worth nothing from here on. */
export async function inviteAgain(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  id: string,
  act: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const { userId, status } = await getUser(transaction, id);
  if (status !== "invited") {
    throw new Refusal("USER_STATE_INVALID", `The person is ${status}: there is nothing to accept.`);
  }
  await sendInvitation(transaction, keyRing, { userId, id }, act);
}

async function sendInvitation(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  { userId, id }: { readonly userId: number; readonly id: string },
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  await createUserLink(transaction, keyRing, { userId, kind: "invitation" }, at);
  const event = { type: "user.invited", targetType: "user", targetId: id, payload: {} };
  await writeAudit(transaction, context, [event], at);
}
