import type { Deployment } from "./deployment";

export type CheckStatus = "ok" | "warn" | "fail" | "not_applicable";

export interface CheckAnswer {
  readonly status: CheckStatus;
  readonly saw: string;
  /** What to do about it. */
  readonly mend?: string;
}

export interface Check {
  /** Stable; named in docs/production.md. */
  readonly code: string;
  readonly run: (deployment: Deployment) => CheckAnswer | Promise<CheckAnswer>;
}

export interface CheckResult extends CheckAnswer {
  readonly code: string;
  /** Why an operator lives with it: a failure that is accepted is a warning. */
  readonly accepted?: string;
}

export const ok = (saw: string): CheckAnswer => ({ status: "ok", saw });
export const notApplicable = (saw: string): CheckAnswer => ({ status: "not_applicable", saw });
export const warn = (saw: string, mend: string): CheckAnswer => ({ status: "warn", saw, mend });
export const fail = (saw: string, mend: string): CheckAnswer => ({ status: "fail", saw, mend });

/** What cannot be examined is not known to be safe. */
export async function runCheck(
  { code, run }: Check,
  deployment: Deployment,
  accepted?: string,
): Promise<CheckResult> {
  const answer = await examine(run, deployment);
  if (answer.status !== "fail" || accepted === undefined) return { code, ...answer };
  return { code, ...answer, status: "warn", accepted };
}

async function examine(run: Check["run"], deployment: Deployment): Promise<CheckAnswer> {
  try {
    return await run(deployment);
  } catch (error) {
    return fail(`Cannot be examined: ${describe(error)}`, "Mend the connection, and ask again.");
  }
}

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.join("; ");
  return error instanceof Error ? error.message : String(error);
}
