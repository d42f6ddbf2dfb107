import { HTTPException } from "hono/http-exception";

import { Refusal } from "../domain/refusal";
import type { ApiDependencies } from "./dependencies";
import type { Problem } from "./problem";
import { ProblemError, problemResponse, refusalProblem } from "./problem";
import { loggerOf } from "./request-context";
import type { Router } from "./router";
import { toUnavailable } from "./unavailable";

/** Whatever goes wrong anywhere is answered as a problem, here and nowhere else. */
export function answerErrors(app: Router, { metrics }: Pick<ApiDependencies, "metrics">): void {
  app.onError((error, c) => {
    const problem = toProblem(error);
    metrics.errors.inc({ code: problem.code });
    if (problem.status >= 500) loggerOf(c).error({ err: error }, "request failed");
    return problemResponse(c, problem);
  });
  app.notFound((c) => problemResponse(c, findAllowed(app, c.req.path, c.req.method)));
}

function toProblem(error: Error): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Refusal) return refusalProblem(error);
  if (error instanceof HTTPException) return httpProblem(error);
  return toUnavailable(error) ?? internalProblem;
}

/** Thrown by Hono's own parts: malformed JSON, mostly. */
function httpProblem(error: HTTPException): Problem {
  return {
    status: error.status,
    code: error.status === 400 ? "request_malformed" : "request_refused",
    title: "The request cannot be read",
    detail:
      error.status === 400
        ? "The body is not well-formed JSON."
        : "The request is not one that can be answered.",
  };
}

const internalProblem: Problem = {
  status: 500,
  code: "internal_error",
  title: "A fault of ours",
  detail: "Something went wrong on our side. Tell us the request_id.",
  retryable: true,
};

/** 405 with Allow where the path exists for another method, else 404. */
function findAllowed(app: Router, path: string, method: string): Problem {
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((other) => other !== method);
  const found = methods.map((other) => ({ other, templates: templatesOf(app, other, path) }));
  // An address of its own is not one of those that a parameter stands for.
  const isNamed = found.some(({ templates }) => templates.includes(path));
  const allowed = found
    .filter(({ templates }) => (isNamed ? templates.includes(path) : templates.length > 0))
    .map(({ other }) => other)
    .flatMap((other) => (other === "GET" ? ["GET", "HEAD"] : [other]));
  if (allowed.length === 0) {
    return {
      status: 404,
      code: "not_found",
      title: "Not found",
      detail: "There is no such address. See /docs.",
    };
  }
  return {
    status: 405,
    code: "method_not_allowed",
    title: "Method not allowed",
    detail: `Use ${allowed.join(" or ")} here.`,
    headers: { Allow: allowed.join(", ") },
  };
}

/** Of the handlers that would answer: middleware matches every method, a handler only its own. */
function templatesOf(app: Router, method: string, path: string): string[] {
  return app.router
    .match(method, path)[0]
    .map(([[, route]]) => route)
    .filter((route) => route.method !== "ALL")
    .map((route) => route.path);
}
