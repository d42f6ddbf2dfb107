import type { Problem } from "./generated/types.gen";

/** What the API refused, and why (RFC 9457). Key on `code`. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  /** Stable. */
  readonly code: string;
  /** Whether the same request may succeed later as it is. */
  readonly retryable: boolean;
  /** Tell it whoever runs the API. */
  readonly requestId: string;
  /** All of it: `detail`, `errors`, and the facts of this refusal. */
  readonly problem: Problem;

  constructor(request: string, problem: Problem) {
    super(`${request}: ${problem.code}: ${problem.detail} (${problem.request_id})`);
    this.status = problem.status;
    this.code = problem.code;
    this.retryable = problem.retryable;
    this.requestId = problem.request_id;
    this.problem = problem;
  }
}

/** What came is no answer of the API's: of a proxy before it, mostly. */
export class UnreadableAnswerError extends Error {
  override readonly name = "UnreadableAnswerError";
  readonly status: number;

  constructor(request: string, status: number) {
    super(`${request}: answered with ${status}, and with nothing that the API answers`);
    this.status = status;
  }
}

export async function toError(request: string, response: Response): Promise<Error> {
  const text = await response.text();
  try {
    const problem: unknown = JSON.parse(text);
    if (isProblem(problem)) return new ProblemError(request, problem);
  } catch {
    // It is no JSON.
  }
  return new UnreadableAnswerError(request, response.status);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "request_id" in value;
}
