import type { Hook } from "@hono/zod-openapi";
import type { z } from "zod";

import type { ApiEnvironment } from "./environment";
import type { FieldError } from "./problem";
import { problemResponse } from "./problem";

const places = { json: "body", query: "query", param: "path", header: "header" } as const;

/** Turns what a schema refuses into one problem that names every field. */
export const validationHook: Hook<unknown, ApiEnvironment, string, unknown> = (result, c) => {
  if (result.success) return undefined;
  const place = Object.entries(places).find(([target]) => target === result.target)?.[1] ?? "body";
  // The id in a path has a form of its own: what has not that form does not exist.
  if (place === "path") {
    return problemResponse(c, {
      status: 404,
      code: "not_found",
      title: "Not found",
      detail: "There is no such thing, or it is not yours.",
    });
  }
  return problemResponse(c, {
    status: 400,
    code: "request_invalid",
    title: "The request is not valid",
    detail: "One or more fields are missing or malformed; errors names each.",
    errors: result.error.issues.flatMap(explain).map((issue) => toFieldError(place, issue)),
  });
};

/** A union is answered for by the one alternative that was meant: none of the others says why. */
function explain(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const [meant = []] = issue.errors.toSorted(
    (left, right) => strangenessOf(left) - strangenessOf(right) || left.length - right.length,
  );
  return meant
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap(explain);
}

/** How many members of the value itself an alternative does not know, or misses. */
function strangenessOf(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce(
    (total, issue) =>
      total +
      (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys.length : 0) +
      (issue.code === "invalid_type" && issue.path.length <= 1 ? 1 : 0),
    0,
  );
}

function toFieldError(place: FieldError["in"], issue: z.core.$ZodIssue): FieldError {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
  const pointer = path.map(String).join("/");
  const code: unknown = issue.code === "custom" ? issue.params?.["code"] : undefined;
  return {
    in: place,
    pointer: place === "body" ? `/${pointer}` : pointer,
    code: typeof code === "string" ? code : issue.code,
    detail: issue.message,
  };
}
