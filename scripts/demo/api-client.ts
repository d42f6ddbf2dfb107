import { randomUUID } from "node:crypto";

import type { z } from "zod";

import { problemSchema } from "../../api/schemas/common";
import { StackError } from "../stack/stack-error";

const timeoutMs = 40_000;

export interface ApiClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** The answer with its status: 201 when it is done, 202 when it goes on. */
  post(path: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Speaks to the public API as any partner does: over HTTP, with a token. */
export function createApiClient(
  address: string,
  { token, signal }: { readonly token: string; readonly signal: AbortSignal },
): ApiClient {
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${address}${path}`, {
      method,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        Authorization: `Bearer ${token}`,
        ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw toError(`${method} ${path}`, response.status, answer);
    return { status: response.status, body: answer };
  };
  return {
    get: async (path, schema) => schema.parse((await send("GET", path)).body),
    post: async (path, body) => send("POST", path, body),
  };
}

function toError(request: string, status: number, answer: unknown): StackError {
  const problem = problemSchema.safeParse(answer);
  const said = problem.success
    ? `${problem.data.code}: ${problem.data.detail} (${problem.data.request_id})`
    : JSON.stringify(answer);
  return new StackError(`${request} was answered with ${status}, ${said}`);
}
