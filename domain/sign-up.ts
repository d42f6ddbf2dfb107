/** How long a mailed link to verify a sign-up is good for. */
export const signUpHours = 48;

/** The ids that come of a sign-up: one body under other prefixes. */
export function idsOfSignUp(signUp: string): {
  readonly partner: string;
  readonly operation: string;
} {
  const body = signUp.slice(signUp.indexOf("_") + 1);
  return { partner: `ptn_${body}`, operation: `op_${body}` };
}

/** In the fragment, which no server is sent and no log has. */
export function toSignUpUrl(appUrl: string, token: string): string {
  return `${appUrl.replace(/\/$/, "")}/verify-sign-up#token=${token}`;
}

export function parseSignUpToken(
  token: string,
): { readonly signUp: string; readonly secret: string } | undefined {
  const [, signUp, secret] = /^(sgn_[0-9a-z]{26})\.([\w-]{43})$/.exec(token) ?? [];
  return signUp === undefined || secret === undefined ? undefined : { signUp, secret };
}
