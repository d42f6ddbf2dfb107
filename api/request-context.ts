import { trace } from "@opentelemetry/api";
import type { Context } from "hono";
import type { Logger } from "pino";

import type { ActContext, Actor } from "../domain/actor";
import { systemActor } from "../domain/actor";
import type { RequestContext } from "../temporal/contract/payloads";
import type { ApiEnvironment } from "./environment";

/** Who asks and from where, for the audit log. */
export function toRequestContext(c: Context<ApiEnvironment>): RequestContext {
  return {
    actor: c.get("principal").actor,
    requestId: c.get("requestId"),
    ipAddress: remoteAddress(c) ?? null,
    userAgent: c.req.header("User-Agent")?.slice(0, 400) ?? null,
  };
}

export function toActContext(c: Context<ApiEnvironment>): ActContext {
  return toContextOf(c, c.get("principal").actor);
}

/** The same on a route that is open: whoever acts has yet to say who they are. */
export function toOpenActContext(c: Context<ApiEnvironment>): ActContext {
  return toContextOf(c, systemActor);
}

function toContextOf(c: Context<ApiEnvironment>, actor: Actor): ActContext {
  const requestId = c.get("requestId");
  const ipAddress = remoteAddress(c);
  const userAgent = c.req.header("User-Agent")?.slice(0, 400);
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return {
    actor,
    requestId,
    ...(ipAddress === undefined ? {} : { ipAddress }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

/** The caller's own, past the proxies that are trusted (middleware/client-address.ts). */
export function remoteAddress(c: Context<ApiEnvironment>): string | undefined {
  return c.get("address");
}

/** Each of its lines names the request. */
export function loggerOf(c: Context<ApiEnvironment>): Logger {
  return c.get("logger").child({ request_id: c.get("requestId") });
}
