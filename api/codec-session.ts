import { createHmac, timingSafeEqual } from "node:crypto";

import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";

const cookieName = "tvb_codec";
const lifetimeSeconds = 8 * 60 * 60;

/**
 * The Temporal UI sends no header of ours, only cookies: an operator signs in once, and the
 * cookie stands for the codec token until it expires.
 */
export function openCodecSession(c: Context, { token, secure }: SessionOptions): void {
  const expiresAt = Math.floor(Date.now() / 1000) + lifetimeSeconds;
  setCookie(c, cookieName, `${expiresAt}.${sign(expiresAt, token)}`, {
    httpOnly: true,
    secure,
    sameSite: "Strict",
    path: "/codec",
    maxAge: lifetimeSeconds,
  });
}

interface SessionOptions {
  readonly token: string;
  readonly secure: boolean;
}

export function hasCodecSession(c: Context, token: string): boolean {
  const [expiry = "", signature = ""] = getCookie(c, cookieName)?.split(".") ?? [];
  const expiresAt = Number(expiry);
  if (!(expiresAt > Date.now() / 1000)) return false;
  const [expected, given] = [Buffer.from(sign(expiresAt, token)), Buffer.from(signature)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function sign(expiresAt: number, token: string): string {
  return createHmac("sha256", token).update(`codec-session:${expiresAt}`).digest("hex");
}

export function signInPage() {
  return page(
    html`<p>To read payloads in the Temporal UI, sign in with the operators' codec token.</p>
      <form method="post" action="/codec/session">
        <label>
          Codec token
          <input type="password" name="token" required autocomplete="off" />
        </label>
        <button>Sign in</button>
      </form>`,
  );
}

export function signedInPage(endpoint: string) {
  return page(
    html`<p>Signed in for eight hours in this browser. Now in the Temporal UI:</p>
      <ol>
        <li>Open the codec server settings: the glasses at the top right.</li>
        <li>
          Choose “Use my browser setting”, and as endpoint <code id="endpoint">${endpoint}</code>.
        </li>
        <li>Turn on “Include cross-origin credentials”, apply, and load the page again.</li>
      </ol>`,
  );
}

function page(body: ReturnType<typeof html>) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>travoBooks: payloads</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </head>
      <body>
        <h1>Payloads in the Temporal UI</h1>
        ${body}
      </body>
    </html>`;
}
