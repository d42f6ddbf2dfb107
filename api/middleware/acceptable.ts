import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** Refuses a request whose Accept excludes all that the route answers with (406). */
export function acceptable(types: readonly string[]): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const accept = c.req.header("Accept");
    if (accept !== undefined && types.length > 0 && !acceptsSome(accept, types)) {
      throw new ProblemError({
        status: 406,
        code: "not_acceptable",
        title: "Not acceptable",
        detail: `This address answers with ${types.join(" or ")}.`,
      });
    }
    await next();
  };
}

/** The most specific range that matches decides (RFC 9110, 12.5.1). */
function acceptsSome(accept: string, types: readonly string[]): boolean {
  const ranges = accept.split(",").map(toRange);
  return types.some((type) => {
    const [best] = ranges
      .filter(({ range }) => matches(range, type))
      .toSorted((left, right) => specificity(right.range) - specificity(left.range));
    return best !== undefined && best.quality > 0;
  });
}

function toRange(text: string): { readonly range: string; readonly quality: number } {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((one) => one.startsWith("q="))?.slice(2);
  return { range, quality: quality === undefined ? 1 : Number(quality) };
}

/** A route that says any type may answer with whatever was asked for. */
function matches(range: string, type: string): boolean {
  if (range === "*/*" || type === "*/*" || range === type) return true;
  return range.endsWith("/*") && type.startsWith(range.slice(0, -1));
}

function specificity(range: string): number {
  if (range === "*/*") return 0;
  return range.endsWith("/*") ? 1 : 2;
}
