import type { OpenPartner } from "../../db/partner-scopes";
import { findPartnerScope } from "../../db/partner-scopes";
import { toDateTime } from "../../db/read/amounts";
import type { AccessCache } from "../role/access-cache";
import type { AccessTokens } from "./access-tokens";
import { findPerson, maySignIn } from "./person";
import type { Principal } from "./principal";
import { listFamilies } from "./refresh-tokens";

export type AuthenticateAccessToken = (token: string) => Promise<Principal | undefined>;

/** Proves an access token. Its signature is not all: the sign-in that it goes with must go on. */
export function createAccessTokenAuthenticator({
  openPartner,
  accessTokens,
  access,
}: {
  readonly openPartner: OpenPartner;
  readonly accessTokens: AccessTokens;
  readonly access: AccessCache;
}): AuthenticateAccessToken {
  return async (token) => {
    const claims = await accessTokens.verify(token);
    if (claims === undefined) return undefined;
    const scope = await findPartnerScope(openPartner, claims.partner);
    if (scope === undefined) return undefined;
    const at = toDateTime(new Date().toISOString());
    const [family] = await listFamilies(scope, { sessionId: claims.session }, at);
    if (family === undefined) return undefined;
    const user = { userId: family.userId, id: claims.user };
    const [person, allowed] = await Promise.all([
      findPerson(scope, family.userId),
      access.of(scope, user),
    ]);
    if (person?.id !== claims.user || person.epoch !== family.epoch) return undefined;
    if (!maySignIn(person)) return undefined;
    return {
      scope,
      livemode: person.livemode,
      partnerStatus: person.partnerStatus,
      actor: { type: "user", id: person.id },
      user,
      session: {
        id: family.sessionId,
        carriedBy: "access_token",
        authenticatedAt: family.authenticatedAt,
        assuranceLevel: family.assuranceLevel,
        startedAt: family.startedAt,
      },
      ...allowed,
    };
  };
}
