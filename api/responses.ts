import type { z } from "@hono/zod-openapi";

import { problemSchema } from "./schemas/common";

const descriptions: Readonly<Record<number, string>> = {
  400: "Malformed or missing fields",
  401: "No valid token",
  403: "The token lacks the permission",
  404: "No such thing, or not yours",
  405: "Method not allowed",
  406: "None of the types in Accept",
  409: "In conflict with how things stand",
  410: "Was here once, and is not kept any longer",
  412: "Changed since the version in If-Match",
  413: "Body too large",
  415: "Body is not JSON",
  422: "Refused by the business, or a key reused for another body",
  428: "If-Match missing",
  429: "Too many requests",
  500: "A fault of ours",
  503: "Not available now; retry",
};

/** The problems a route may answer, each with the one schema. */
export function problems(...statuses: readonly number[]) {
  return Object.fromEntries(
    [...new Set([400, 401, 403, 406, 429, 500, 503, ...statuses])].map((status) => [
      status,
      {
        description: descriptions[status] ?? "Problem",
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
}

export const notModified = { description: "Unchanged since the version in If-None-Match" };

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { "application/json": { schema } } };
}
