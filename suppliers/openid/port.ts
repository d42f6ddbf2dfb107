/** A partner's client at an issuer of OpenID Connect. */
export interface IssuerAccount {
  readonly issuerUrl: string;
  readonly clientId: string;
  /** None for a client that proves itself by PKCE alone. */
  readonly clientSecret?: string;
}

/** What one sign-in goes by, from its beginning to its end. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly codeVerifier: string;
}

/** Whom the issuer says somebody is, by an ID token of this client that was proved. */
export interface IssuedIdentity {
  readonly subject: string;
  readonly email?: string;
  readonly isEmailVerified: boolean;
  readonly name?: string;
  /** The issuer says that they proved two factors (RFC 8176 `mfa`). */
  readonly hasSecondFactor: boolean;
}

export type BeginOutcome =
  | { readonly kind: "begun"; readonly authorizationUrl: string; readonly secrets: SignInSecrets }
  | IssuerFailure;

export type CompleteOutcome =
  | { readonly kind: "proved"; readonly identity: IssuedIdentity }
  /** The issuer, or what it sent, proves nobody. The reason is a code, for the audit. */
  | { readonly kind: "refused"; readonly reason: string }
  | IssuerFailure;

/** No answer, or none that is the protocol's; trying again may help. */
export interface IssuerFailure {
  readonly kind: "unavailable";
  readonly reason: string;
}

/** Signs people in by issuers of their partners. Never throws for what an issuer does. */
export interface OpenIdClient {
  /** Whether an issuer's address is one that may be called. */
  isCallable(issuerUrl: string): boolean;
  begin(account: IssuerAccount, redirectUri: string): Promise<BeginOutcome>;
  /** `answer` is what the issuer added to the redirect: `code`, `state`, `iss`, `error`. */
  complete(
    account: IssuerAccount,
    redirectUri: string,
    answer: Readonly<Record<string, string>>,
    secrets: SignInSecrets,
  ): Promise<CompleteOutcome>;
}
