import { createHash } from "node:crypto";

import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import type { PartnerDatabase, PartnerTransaction } from "../db/partner-scope";
import { inTransaction } from "../db/transaction";
import { canonicalJson, type JsonValue } from "../domain/canonical-json";
import { Refusal } from "../domain/refusal";
import type {
  HeldKey,
  IdempotentRequest,
  StoredResponse,
} from "../services/idempotency/idempotency-keys";
import { finishKey, releaseKey, reserveKey } from "../services/idempotency/idempotency-keys";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import type { Problem } from "./problem";
import { problemBody, ProblemError, refusalProblem } from "./problem";
import { loggerOf } from "./request-context";

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

/**
 * The same where the key is the caller's choice: a PUT, PATCH or DELETE acts once by its If-Match,
 * and with a key besides, its repetition gets the first answer rather than a 412.
 */
async function toRepeatableRequest(
  c: Context<ApiEnvironment>,
): Promise<IdempotentRequest | undefined> {
  return c.req.header("Idempotency-Key") === undefined ? undefined : toIdempotentRequest(c);
}

async function readBody(c: Context<ApiEnvironment>): Promise<JsonValue> {
  const text = await c.req.text();
  if (text === "") return null;
  try {
    const body: JsonValue = JSON.parse(text);
    return body;
  } catch {
    throw new ProblemError({
      status: 400,
      code: "request_malformed",
      title: "The request cannot be read",
      detail: "The body is not well-formed JSON.",
    });
  }
}

/** The draft's quoted form and the bare one that most clients send. */
function unquote(header: string): string {
  return /^"(.*)"$/.exec(header)?.[1] ?? header;
}

/** What a route answers where it may have to say it again. */
export interface RepeatableAnswer {
  readonly status: ContentfulStatusCode;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  /** Secrets: sent with the first answer, and not stored. Whoever repeats the key gets the body. */
  readonly shownOnce?: Readonly<Record<string, string>>;
}

/**
 * Answers a request that one transaction decides: its answer is stored in that transaction, and
 * sent again to whoever repeats the key. A refusal is an answer too.
 */
export async function answerOnce(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  request: IdempotentRequest,
  work: (transaction: PartnerTransaction) => Promise<RepeatableAnswer>,
): Promise<never> {
  const { scope } = c.get("principal");
  return answerReserved(c, dependencies, request, (leaseToken) =>
    inTransaction(scope, async (transaction) => {
      const answer = await work(transaction);
      await finish(transaction, { request, leaseToken }, toStored(answer));
      return toStored({ ...answer, body: { ...answer.body, ...answer.shownOnce } });
    }),
  );
}

/** Answers a PUT, PATCH or DELETE: once for its key where it has one, else by its If-Match alone. */
export async function answerChange(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  work: (transaction: PartnerTransaction) => Promise<RepeatableAnswer>,
): Promise<never> {
  const request = await toRepeatableRequest(c);
  if (request !== undefined) return answerOnce(c, dependencies, request, work);
  const { status, body, headers } = await inTransaction(c.get("principal").scope, work);
  return asAnswerOfRoute(c.json(body, status, headers));
}

/** The same for what is decided elsewhere, under the key: its answer is stored once it is known. */
export async function answerDecision(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  request: IdempotentRequest,
  work: () => Promise<RepeatableAnswer>,
): Promise<never> {
  const { scope } = c.get("principal");
  return answerReserved(c, dependencies, request, async (leaseToken) => {
    const stored = toStored(await work());
    await finish(scope, { request, leaseToken }, stored);
    return stored;
  });
}

async function answerReserved(
  c: Context<ApiEnvironment>,
  { metrics }: ApiDependencies,
  request: IdempotentRequest,
  work: (leaseToken: string) => Promise<StoredResponse>,
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
  const { leaseToken } = reservation;
  try {
    return send(c, await work(leaseToken));
  } catch (error) {
    if (error instanceof Refusal) {
      return answerRefusal(c, { request, leaseToken }, refusalProblem(error));
    }
    await releaseKey(scope, { request, leaseToken }).catch((failure: unknown) => {
      loggerOf(c).warn({ err: failure }, "the key is kept until its lease ends");
    });
    throw error;
  }
}

function toStored({ status, headers, body }: RepeatableAnswer): StoredResponse {
  return { status, headers, body: JSON.stringify(body) };
}

/** Whoever has lost the key to another undoes what it did. */
async function finish(
  scope: PartnerDatabase | PartnerTransaction,
  held: HeldKey,
  response: StoredResponse,
): Promise<void> {
  if (!(await finishKey(scope, held, response))) throw new ProblemError(keyInUse);
}

async function answerRefusal(
  c: Context<ApiEnvironment>,
  held: HeldKey,
  problem: Problem,
): Promise<never> {
  const response = {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json" },
    body: JSON.stringify(problemBody(problem, c.get("requestId"), c.req.path)),
  };
  await finish(c.get("principal").scope, held, response);
  return send(c, response);
}

export const keyMismatch: Problem = {
  status: 422,
  code: "idempotency_key_reused",
  title: "Idempotency-Key reused",
  detail: "This key was sent with another body. Use a new key for a new request.",
};

export const keyInUse: Problem = {
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
