import type { AuthenticateToken } from "../token/authenticate-token";
import type { AuthenticateAccessToken } from "./authenticate-access-token";
import type { AuthenticateSession } from "./authenticate-session";
import type { Principal } from "./principal";

/** What a request brings to prove who sends it. */
export interface Credentials {
  /** The whole `Authorization` header. Where there is one, it alone counts. */
  readonly authorization?: string;
  /** The value of the session's cookie. */
  readonly cookie?: string;
  /** Of the network peer. */
  readonly address?: string;
}

/** Who sends a request, or nobody where the credentials prove none. */
export type Authenticate = (credentials: Credentials) => Promise<Principal | undefined>;

const bearer = /^Bearer ([\w.-]{1,2000})$/;
const cookieForm = /^[\w-]{43}$/;

/** One way in for each kind of credential. */
export function createAuthenticator(provers: {
  readonly token: AuthenticateToken;
  readonly accessToken: AuthenticateAccessToken;
  readonly session: AuthenticateSession;
}): Authenticate {
  return async ({ authorization, cookie, address }) => {
    if (authorization === undefined) {
      return cookie !== undefined && cookieForm.test(cookie) ? provers.session(cookie) : undefined;
    }
    const text = bearerOf(authorization);
    if (text === undefined) return undefined;
    if (text.includes(".")) return provers.accessToken(text);
    return provers.token(text, address === undefined ? {} : { address });
  };
}

export function bearerOf(authorization: string): string | undefined {
  return bearer.exec(authorization)?.[1];
}
