import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

import { sessionSecondsMax } from "../services/auth/sessions";
import type { ApiEnvironment } from "./environment";

const name = "travobooks";
/** `__Host-`: a browser takes it over TLS alone, for this host alone, for all paths. */
export const sessionCookie = `__Host-${name}`;

const attributes = { prefix: "host", httpOnly: true, sameSite: "Strict" } as const;

export function getSessionCookie(c: Context<ApiEnvironment>): string | undefined {
  return getCookie(c, sessionCookie);
}

export function setSessionCookie(c: Context<ApiEnvironment>, value: string): void {
  setCookie(c, name, value, { ...attributes, maxAge: sessionSecondsMax });
}

export function clearSessionCookie(c: Context<ApiEnvironment>): void {
  deleteCookie(c, name, { ...attributes });
}
