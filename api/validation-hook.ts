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
    errors: result.error.issues.map((issue) => toFieldError(place, issue)),
  });
};

function toFieldError(place: FieldError["in"], issue: z.core.$ZodIssue): FieldError {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
  const pointer = path.map(String).join("/");
  return {
    in: place,
    pointer: place === "body" ? `/${pointer}` : pointer,
    code: issue.code,
    detail: issue.message,
  };
}
