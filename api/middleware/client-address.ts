import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";

import { isInRanges } from "../../domain/address-ranges";
import type { ApiEnvironment } from "../environment";

/**
 * Notes where a request comes from: the socket's own address, or, where that is a proxy that is
 * trusted, what it wrote into X-Forwarded-For; past each that is trusted in turn. What stands
 * before the first that is not is anybody's word.
 */
export function clientAddress(trusted: readonly string[]): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const peer = socketAddress(c);
    if (peer !== undefined) {
      c.set("address", resolveClient(peer, c.req.header("X-Forwarded-For"), trusted));
    }
    await next();
  };
}

export function resolveClient(
  peer: string,
  forwardedFor: string | undefined,
  trusted: readonly string[],
): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  let address = peer;
  while (isInRanges(address, trusted)) {
    const hop = hops.pop();
    if (hop === undefined || hop === "") break;
    address = hop;
  }
  return address;
}

function socketAddress(c: Context<ApiEnvironment>): string | undefined {
  try {
    return getConnInfo(c).remote.address;
  } catch {
    return undefined;
  }
}
