import type { z } from "zod";

import { type NoAnswer, type RestResult, unusable } from "./rest-connection";

/** An answer as JSON of a shape; one of another shape is no answer. */
export function readJson<Schema extends z.ZodType>(
  result: RestResult,
  schema: Schema,
): NoAnswer | { readonly kind: "json"; readonly status: number; readonly body: z.output<Schema> } {
  if (result.kind === "noAnswer") return result;
  const json = parseJson(result.body);
  const read = json === undefined ? undefined : schema.safeParse(json);
  if (read === undefined) return unusable(`HTTP ${result.status} without JSON`);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join(".") ?? "";
    return unusable(`HTTP ${result.status}, the answer cannot be read at ${where}`);
  }
  return { kind: "json", status: result.status, body: read.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
