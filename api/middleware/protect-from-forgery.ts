import type { Context, MiddlewareHandler } from "hono";

import { currentCsrfToken, isCsrfToken } from "../../services/auth/csrf-token";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A browser sends a session's cookie whoever made it send the request: what changes something must
 * come from a page of ours, and prove it by the session's X-CSRF-Token, whatever its content type.
 * A credential in a header is sent by nobody but its holder.
 */
export function protectFromForgery({
  settings,
}: Pick<ApiDependencies, "settings">): MiddlewareHandler<ApiEnvironment> {
  const origin = new URL(settings.publicUrl).origin;
  return async (c, next) => {
    const principal = c.get("principal") as ApiEnvironment["Variables"]["principal"] | undefined;
    const csrfKey = principal?.session?.csrfKey;
    const isUnsafe = !safeMethods.has(c.req.method);
    // Without a principal the route is open: a page of others must not sign its visitor in either.
    if (isUnsafe && (principal === undefined || csrfKey !== undefined)) {
      refuseForeignOrigin(c, origin, { isRequired: csrfKey !== undefined });
    }
    if (csrfKey === undefined) return next();
    if (isUnsafe) checkToken(c, csrfKey);
    c.header("X-CSRF-Token", currentCsrfToken(csrfKey));
    await next();
  };
}

/** Browsers tell the origin of whatever is not a GET. Who tells none is no browser, or has something to hide. */
function refuseForeignOrigin(
  c: Context<ApiEnvironment>,
  own: string,
  { isRequired }: { readonly isRequired: boolean },
): void {
  const origin = c.req.header("Origin");
  const site = c.req.header("Sec-Fetch-Site");
  const isOwn = origin === undefined ? site === "same-origin" : origin === own;
  const isForeignSite = site !== undefined && site !== "same-origin" && site !== "none";
  const toldNothing = origin === undefined && site === undefined;
  if ((isOwn && !isForeignSite) || (toldNothing && !isRequired)) return;
  throw new ProblemError({
    status: 403,
    code: "origin_refused",
    title: "Not from a page of ours",
    detail: `A request with a session's cookie comes from ${own}, and says so by its Origin.`,
  });
}

function checkToken(c: Context<ApiEnvironment>, csrfKey: string): void {
  if (isCsrfToken(csrfKey, c.req.header("X-CSRF-Token") ?? "")) return;
  throw new ProblemError({
    status: 403,
    code: "csrf_token_invalid",
    title: "X-CSRF-Token invalid",
    detail: "Send the X-CSRF-Token of the last answer to this session.",
    headers: { "X-CSRF-Token": currentCsrfToken(csrfKey) },
  });
}
