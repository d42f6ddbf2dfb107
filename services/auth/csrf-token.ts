import { createHmac, timingSafeEqual } from "node:crypto";

const windowMs = 3600_000;

/** What a session's requests prove that they come from a page of ours; another one each hour. */
export function currentCsrfToken(csrfKey: string, now = Date.now()): string {
  return tokenOf(csrfKey, Math.floor(now / windowMs));
}

/** The hour's token, or the one of the hour before. */
export function isCsrfToken(csrfKey: string, token: string, now = Date.now()): boolean {
  const window = Math.floor(now / windowMs);
  return [window, window - 1].some((one) => isEqual(tokenOf(csrfKey, one), token));
}

function tokenOf(csrfKey: string, window: number): string {
  return createHmac("sha256", csrfKey).update(`csrf:${window}`).digest("base64url");
}

function isEqual(wanted: string, given: string): boolean {
  const [left, right] = [Buffer.from(wanted), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}
