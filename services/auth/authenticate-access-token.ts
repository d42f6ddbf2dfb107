import type { OpenPartner } from "../../db/partner-scopes";
import { findPartnerScope } from "../../db/partner-scopes";
import { toDateTime } from "../../db/read/amounts";
import type { AccessCache } from "../role/access-cache";
import type { AccessTokens } from "./access-tokens";
import { openSignedIn } from "./open-signed-in";
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
    const principal = await openSignedIn(scope, { user, epoch: family.epoch }, access);
    if (principal?.actor.id !== claims.user) return undefined;
    return {
      ...principal,
      session: {
        id: family.sessionId,
        carriedBy: "access_token",
        authenticatedAt: family.authenticatedAt,
        assuranceLevel: family.assuranceLevel,
        startedAt: family.startedAt,
      },
    };
  };
}
