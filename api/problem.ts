import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import { redactCardNumbers } from "../domain/card-number";
import type { RefusalCode, RefusalDetails } from "../domain/refusal";
import type { ApiEnvironment } from "./environment";
import { refusalStatus, retryableRefusals } from "./status-codes";

export interface FieldError {
  readonly in: "body" | "query" | "path" | "header";
  /** JSON pointer into the body, or the parameter's name. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** An error as every client of the API meets it (RFC 9457). */
export interface Problem {
  readonly status: ContentfulStatusCode;
  /** Stable and in lower case: clients key on it. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly retryable?: boolean;
  readonly errors?: readonly FieldError[];
  /** Facts of this refusal, each a member of its own. */
  readonly facts?: RefusalDetails;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by middleware and handlers; answered in one place. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function refusalProblem(refusal: {
  readonly code: RefusalCode;
  readonly message: string;
  readonly details: RefusalDetails;
}): Problem {
  const retryable = retryableRefusals.has(refusal.code);
  return {
    status: refusalStatus[refusal.code],
    code: refusal.code.toLowerCase(),
    title: titleOf(refusal.code),
    detail: refusal.message,
    retryable,
    facts: toSnakeCase(refusal.details),
    ...(retryable ? { headers: { "Retry-After": "5" } } : {}),
  };
}

/** The API's names: `recordLocator` as `record_locator`. */
function toSnakeCase(details: RefusalDetails): RefusalDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

/** `PNR_NOT_FOUND` as `Pnr not found`. */
function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function problemBody(problem: Problem, requestId: string, instance: string) {
  return {
    ...problem.facts,
    type: `/docs/errors#${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: redactCardNumbers(instance),
    code: problem.code,
    request_id: requestId,
    retryable: problem.retryable ?? false,
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
  };
}

export function problemResponse(c: Context<ApiEnvironment>, problem: Problem): Response {
  return c.body(
    JSON.stringify(problemBody(problem, c.get("requestId"), c.req.path)),
    problem.status,
    { "Content-Type": "application/problem+json", ...problem.headers },
  );
}
