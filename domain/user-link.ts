/** What a mailed link is good for, how long, and which page of the application it opens. */
export const userLinkKinds = {
  invitation: { hours: 7 * 24, page: "accept-invitation" },
  email_verification: { hours: 48, page: "verify-email" },
  password_reset: { hours: 1, page: "reset-password" },
} as const;

export type UserLinkKind = keyof typeof userLinkKinds;

/** The partner goes with the secret: whoever opens a link has not said whose they are. */
export function formatLinkToken(partner: string, secret: string): string {
  return `${partner}.${secret}`;
}

export function parseLinkToken(
  token: string,
): { readonly partner: string; readonly secret: string } | undefined {
  const [, partner, secret] = /^(ptn_[0-9a-z]{26})\.([\w-]{43})$/.exec(token) ?? [];
  return partner === undefined || secret === undefined ? undefined : { partner, secret };
}

/** In the fragment, which no server is sent and no log has. */
export function toLinkUrl(appUrl: string, kind: UserLinkKind, token: string): string {
  return `${appUrl.replace(/\/$/, "")}/${userLinkKinds[kind].page}#token=${token}`;
}
