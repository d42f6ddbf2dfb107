import { isGrpcServiceError } from "@temporalio/client";

/** The gRPC status behind an error of the client, which wraps most of them in errors of its own. */
export function findGrpcStatus(error: unknown): number | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return undefined;
}
