import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

const depthMax = 20;

/** Refuses JSON that is nested deeper than any schema is, before it is parsed. */
export const limitDepth: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const isJson = c.req.header("Content-Type")?.includes("json") === true;
  if (isJson && isDeeper(await c.req.text(), depthMax)) {
    throw new ProblemError({
      status: 400,
      code: "body_too_deep",
      title: "Body too deep",
      detail: `Objects and arrays are nested at most ${depthMax} deep.`,
      facts: { depth_max: depthMax },
    });
  }
  await next();
};

/** Brackets within strings do not count. Read byte by byte: a pattern would need a stack for a long string. */
export function isDeeper(json: string, max: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (isInString) {
      if (character === "\\") index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > max) return true;
  }
  return false;
}
