import { createHash } from "node:crypto";

import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import type { PartnerTransaction } from "../db/partner-scope";
import { inTransaction } from "../db/transaction";
import { canonicalJson, type JsonValue } from "../domain/canonical-json";
import { Refusal } from "../domain/refusal";
import type { IdempotentRequest, StoredResponse } from "../services/idempotency/idempotency-keys";
import { finishKey, releaseKey, reserveKey } from "../services/idempotency/idempotency-keys";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import type { Problem } from "./problem";
import { problemBody, ProblemError, refusalProblem } from "./problem";

export type KeyResult = "new" | "replay" | "conflict" | "mismatch";

/** The key, the route it is for and a digest of what it asks; refuses a missing or malformed key. */
export async function toIdempotentRequest(c: Context<ApiEnvironment>): Promise<IdempotentRequest> {
  const header = c.req.header("Idempotency-Key");
  const key = header === undefined ? undefined : unquote(header);
  if (key === undefined) {
    throw new ProblemError({
      status: 400,
      code: "idempotency_key_missing",
      title: "Idempotency-Key missing",
      detail: "Send an Idempotency-Key of your own making, so that a repeated request acts once.",
      errors: [
        { in: "header", pointer: "Idempotency-Key", code: "required", detail: "It is required." },
      ],
    });
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new ProblemError({
      status: 400,
      code: "idempotency_key_invalid",
      title: "Idempotency-Key malformed",
      detail: "An Idempotency-Key has 1 to 255 printable ASCII characters without blanks.",
    });
  }
  return {
    scope: `${c.req.method} ${c.req.path}`,
    key,
    fingerprint: createHash("sha256")
      .update(canonicalJson(await readBody(c)))
      .digest("hex"),
  };
}

async function readBody(c: Context<ApiEnvironment>): Promise<JsonValue> {
  const text = await c.req.text();
  if (text === "") return null;
  const body: JsonValue = JSON.parse(text);
  return body;
}

/** The draft's quoted form and the bare one that most clients send. */
function unquote(header: string): string {
  return /^"(.*)"$/.exec(header)?.[1] ?? header;
}

/**
 * Answers a request that one transaction decides: its answer is stored in that transaction, and
 * sent again to whoever repeats the key. A refusal is an answer too.
 */
export async function answerOnce(
  c: Context<ApiEnvironment>,
  { metrics }: ApiDependencies,
  request: IdempotentRequest,
  work: (transaction: PartnerTransaction) => Promise<{
    readonly status: ContentfulStatusCode;
    readonly body: JsonValue;
    readonly headers: Readonly<Record<string, string>>;
  }>,
): Promise<never> {
  const { scope } = c.get("principal");
  const reservation = await reserveKey(scope, request);
  switch (reservation.kind) {
    case "finished":
      metrics.idempotency.inc({ result: "replay" });
      return send(c, reservation.response, { replayed: true });
    case "mismatch":
      metrics.idempotency.inc({ result: "mismatch" });
      throw new ProblemError(keyMismatch);
    case "running":
    case "operation":
      metrics.idempotency.inc({ result: "conflict" });
      throw new ProblemError(keyInUse);
    case "reserved":
      metrics.idempotency.inc({ result: "new" });
  }
  try {
    const response = await inTransaction(scope, async (transaction) => {
      const { status, headers, body } = await work(transaction);
      const stored = { status, headers, body: JSON.stringify(body) };
      await finishKey(transaction, request, stored);
      return stored;
    });
    return send(c, response);
  } catch (error) {
    if (error instanceof Refusal) {
      return answerRefusal(c, request, refusalProblem(error));
    }
    await releaseKey(scope, request).catch((failure: unknown) => {
      c.get("logger").warn({ err: failure }, "the key is kept until its lease ends");
    });
    throw error;
  }
}

async function answerRefusal(
  c: Context<ApiEnvironment>,
  request: IdempotentRequest,
  problem: Problem,
): Promise<never> {
  const response = {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json" },
    body: JSON.stringify(problemBody(problem, c.get("requestId"), c.req.path)),
  };
  await finishKey(c.get("principal").scope, request, response);
  return send(c, response);
}

export const keyMismatch: Problem = {
  status: 422,
  code: "idempotency_key_reused",
  title: "Idempotency-Key reused",
  detail: "This key was sent with another body. Use a new key for a new request.",
};

const keyInUse: Problem = {
  status: 409,
  code: "idempotency_key_in_use",
  title: "Request in progress",
  detail: "A request with this key is being answered. Send it again in a moment.",
  retryable: true,
  headers: { "Retry-After": "1" },
};

function send(
  c: Context<ApiEnvironment>,
  { status, headers, body }: StoredResponse,
  { replayed = false }: { readonly replayed?: boolean } = {},
): never {
  const response = c.body(body, asStatus(status), {
    "Content-Type": "application/json",
    ...headers,
    ...(replayed ? { "Idempotent-Replayed": "true" } : {}),
  });
  return asAnswerOfRoute(response);
}

/** A status that was stored is one that was sent. */
function asStatus(status: number): ContentfulStatusCode {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return status as ContentfulStatusCode;
}

/** A stored answer was made by the route it is sent from: its type is the route's, whichever. */
export function asAnswerOfRoute(response: Response): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return response as never;
}
