import { RedisAwayError } from "../db/redis";
import { findGrpcStatus } from "../temporal/grpc-status";
import type { Problem } from "./problem";

const connectionErrors: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "PROTOCOL_CONNECTION_LOST",
  "ER_CON_COUNT_ERROR",
  "ER_SERVER_SHUTDOWN",
  "POOL_CLOSED",
]);

/** A neighbour that is away is nobody's mistake: 503, and the same request may be sent again. */
export function toUnavailable(error: Error): Problem | undefined {
  const away =
    error instanceof RedisAwayError ||
    findGrpcStatus(error) !== undefined ||
    hasConnectionError(error);
  if (!away) return undefined;
  return {
    status: 503,
    code: "service_unavailable",
    title: "Not available now",
    detail: "A part of the service does not answer. Send the request again in a moment.",
    retryable: true,
    headers: { "Retry-After": "2" },
  };
}

function hasConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && connectionErrors.has(cause.code)) {
      return true;
    }
    // What mysql2 says of a connection that is of no more use.
    if ("fatal" in cause && cause.fatal === true) return true;
  }
  return false;
}
