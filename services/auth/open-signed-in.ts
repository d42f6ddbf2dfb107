import type { PartnerDatabase } from "../../db/partner-scope";
import type { AccessCache } from "../role/access-cache";
import { findPerson, maySignIn } from "./person";
import type { Principal, PrincipalUser } from "./principal";

/**
 * What a person who has signed in may do now, but for the sign-in itself; undefined where they may
 * not be signed in, or all their sign-ins of before were ended.
 */
export async function openSignedIn(
  scope: PartnerDatabase,
  { user, epoch }: { readonly user: PrincipalUser; readonly epoch: number },
  access: AccessCache,
): Promise<Omit<Principal, "session"> | undefined> {
  const [person, allowed] = await Promise.all([
    findPerson(scope, user.userId),
    access.of(scope, user),
  ]);
  if (person === undefined || !maySignIn(person) || person.epoch !== epoch) return undefined;
  return {
    scope,
    livemode: person.livemode,
    partnerStatus: person.partnerStatus,
    plan: person.plan,
    actor: { type: "user", id: person.id },
    user,
    isSecondFactorDemanded: person.isSecondFactorDemanded,
    ...allowed,
  };
}
