import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

import { Agent, request } from "undici";

import { isPublicAddress } from "../../domain/public-address";

export interface OutboundRules {
  /** Origins that may be plain http, or in a private network: sandboxes, a directory in the house. */
  readonly trustedOrigins: readonly string[];
  readonly timeoutMs?: number;
}

/** The address is not one that we call: it is ours to refuse, whoever wrote it. */
export class OutboundRefusedError extends Error {
  override readonly name = "OutboundRefusedError";
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
  const isLiteral = /^[\d.]+$/.test(host) || host.includes(":");
  const reason =
    url.protocol !== "https:"
      ? "is not https"
      : url.username !== "" || url.password !== ""
        ? "has a user in it"
        : !portsAllowed.has(url.port)
          ? "has a port of its own"
          : isLiteral && !isPublicAddress(host)
            ? "is not of the public internet"
            : undefined;
  if (reason !== undefined) throw new OutboundRefusedError(`${url.origin} ${reason}.`);
}

/** Asked for each connection; one private address among several is enough to refuse. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "");
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
      const refused = new OutboundRefusedError(`${hostname} is not of the public internet.`);
      return callback(refused, "");
    }
    const [first = { address: "", family: 4 }] = addresses;
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
