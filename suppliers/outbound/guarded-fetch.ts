import { Agent, request } from "undici";

import { isPublicHost, lookupPublic } from "./lookup-public";
import { OutboundRefusedError } from "./outbound-refused";

export interface OutboundRules {
  /** Origins that may be plain http, or in a private network: sandboxes, a directory in the house. */
  readonly trustedOrigins: readonly string[];
  readonly timeoutMs?: number;
}

export interface OutboundRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type GuardedFetch = (url: string, outbound: OutboundRequest) => Promise<Response>;

const timeoutMsDefault = 5_000;
const answerBytesMax = 256 * 1024;
const portsAllowed: ReadonlySet<string> = new Set(["", "443", "8443"]);

/**
 * Calls addresses that strangers configure: https and the public internet alone, judged by the
 * address that is connected to, so that no name resolves its way around it. Follows no redirect.
 */
export function createGuardedFetch({
  trustedOrigins,
  timeoutMs = timeoutMsDefault,
}: OutboundRules): GuardedFetch {
  const limits = { maxResponseSize: answerBytesMax, headersTimeout: timeoutMs };
  const guarded = new Agent({ ...limits, connect: { lookup: lookupPublic } });
  const trusted = new Agent(limits);
  return async (text, { method, headers, body }) => {
    const url = new URL(text);
    const isTrusted = trustedOrigins.includes(url.origin);
    if (!isTrusted) assertCallable(text);
    const answer = await request(url, {
      method,
      headers,
      dispatcher: isTrusted ? trusted : guarded,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    const content = await answer.body.text();
    const type = answer.headers["content-type"];
    return new Response([204, 304].includes(answer.statusCode) ? null : content, {
      status: answer.statusCode,
      headers: typeof type === "string" ? { "Content-Type": type } : {},
    });
  };
}

/** What can be told before a name is resolved. A literal address is never looked up. */
export function assertCallable(text: string): void {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const reason =
    url.protocol !== "https:"
      ? "is not https"
      : url.username !== "" || url.password !== ""
        ? "has a user in it"
        : !portsAllowed.has(url.port)
          ? "has a port of its own"
          : !isPublicHost(host)
            ? "is not of the public internet"
            : undefined;
  if (reason !== undefined) throw new OutboundRefusedError(`${url.origin} ${reason}.`);
}
