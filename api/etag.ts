import type { Context } from "hono";

import type { ApiEnvironment } from "./environment";
import { ProblemError } from "./problem";

/**
 * Answers with the version as ETag, and with 304 to whoever has it already. Where the answer shows
 * more than what its version counts, the text says the rest.
 */
export function withVersion<Body extends object>(
  c: Context<ApiEnvironment>,
  version: number | string,
  body: Body,
) {
  const etag = `"v${version}"`;
  c.header("ETag", etag);
  // Compared weakly (RFC 9110, 13.1.2): a proxy that compresses may have marked it so.
  const seen = tagsOf(c.req.header("If-None-Match")).map((tag) => tag.replace(/^W\//, ""));
  if (seen.includes(etag) || seen.includes("*")) return c.body(null, 304);
  return c.json(body, 200);
}

/**
 * What refuses a version that the request's If-Match does not name (412); a request without one is
 * refused at once (428). `*` stands for no version here: it would overwrite what nobody has seen.
 */
export function requireMatch(c: Context<ApiEnvironment>): (version: number) => void {
  if (tagsOf(c.req.header("If-Match")).length === 0) {
    throw new ProblemError({
      status: 428,
      code: "precondition_required",
      title: "If-Match missing",
      detail: "Send the ETag of what you have seen as If-Match, so that nobody's change is lost.",
      errors: [{ in: "header", pointer: "If-Match", code: "required", detail: "It is required." }],
    });
  }
  return honourMatch(c);
}

/** The same for an act that changes what its caller need not have read: only an If-Match refuses. */
export function honourMatch(c: Context<ApiEnvironment>): (version: number) => void {
  const tags = tagsOf(c.req.header("If-Match"));
  return (version) => {
    const etag = `"v${version}"`;
    if (tags.length === 0 || tags.includes(etag)) return;
    throw new ProblemError({
      status: 412,
      code: "precondition_failed",
      title: "Changed meanwhile",
      detail: `It is at ${etag} now. Read it again, and send that as If-Match.`,
      facts: { version },
      headers: { ETag: etag },
    });
  };
}

function tagsOf(header: string | undefined): string[] {
  return (header ?? "")
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}
