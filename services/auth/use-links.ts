import type { PartnerTransaction } from "../../db/partner-scope";
import type { OpenPartner } from "../../db/partner-scopes";
import { findPartnerScope } from "../../db/partner-scopes";
import { inTransaction } from "../../db/transaction";
import type { UsedLink } from "../../db/write/user-links";
import { useUserLink } from "../../db/write/user-links";
import { Refusal } from "../../domain/refusal";
import type { UserLinkKind } from "../../domain/user-link";
import { parseLinkToken } from "../../domain/user-link";
import { changeUser } from "../user/change-user";
import { setPassword } from "../user/set-password";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import { hashPassword } from "./password-hash";
import { checkPassword } from "./password-policy";
import { findPerson } from "./person";

interface LinkUse {
  readonly openPartner: OpenPartner;
  readonly token: string;
  readonly moment: ActMoment;
}

/** Accepts an invitation with a password: the person is let in from here on, their address proved. */
export async function acceptInvitation(use: LinkUse, password: string): Promise<void> {
  await setPasswordByLink(use, "invitation", password);
}

/** A new password for who had forgotten theirs. All their sessions and tokens end. */
export async function resetPassword(use: LinkUse, password: string): Promise<void> {
  await setPasswordByLink(use, "password_reset", password);
}

/** Proves an address: the one the person has, or the one that replaces it. */
export async function verifyEmail(use: LinkUse): Promise<void> {
  await withLink(use, "email_verification", async (transaction, { userId, newEmail }, id) => {
    const { at } = use.moment;
    const change = { emailVerifiedAt: at, ...(newEmail === null ? {} : { email: newEmail }) };
    await changeUser(transaction, userId, change, at);
    await auditOwnAct(transaction, id, { type: "auth.email_verified" }, use.moment);
  });
}

async function setPasswordByLink(
  use: LinkUse,
  kind: "invitation" | "password_reset",
  password: string,
): Promise<void> {
  checkPassword(password, []);
  const passwordHash = await hashPassword(password);
  await withLink(use, kind, async (transaction, { userId }, id) => {
    const { at } = use.moment;
    await setPassword(transaction, userId, passwordHash, at);
    // Whoever has the link has the mail.
    const accepted = kind === "invitation" ? ({ status: "active" } as const) : {};
    await changeUser(transaction, userId, { ...accepted, emailVerifiedAt: at }, at);
    const type = kind === "invitation" ? "auth.invitation_accepted" : "auth.password_reset";
    await auditOwnAct(transaction, id, { type }, use.moment);
  });
}

async function withLink(
  { openPartner, token, moment }: LinkUse,
  kind: UserLinkKind,
  work: (transaction: PartnerTransaction, link: UsedLink, id: string) => Promise<void>,
): Promise<void> {
  const parsed = parseLinkToken(token);
  const scope = parsed && (await findPartnerScope(openPartner, parsed.partner));
  if (parsed === undefined || scope === undefined) throw invalidLink();
  await inTransaction(scope, async (transaction) => {
    const link = await useUserLink(transaction, kind, parsed.secret, moment.at);
    const person = link && (await findPerson(transaction, link.userId));
    if (link === undefined || person === undefined) throw invalidLink();
    // An invitation is for who is not in yet; everything else for who is.
    if (person.status !== (kind === "invitation" ? "invited" : "active")) throw invalidLink();
    await work(transaction, link, person.id);
  });
}

function invalidLink(): Refusal {
  return new Refusal("LINK_INVALID", "The link has been used, has expired, or is not whole.");
}
