import type { Context, MiddlewareHandler } from "hono";

import { containsCardNumber } from "../../domain/card-number";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** Secrets and ids of random digits: looked at by whoever made them, and never stored. */
const unreadHeaders = new Set([
  "authorization",
  "b3",
  "cookie",
  "if-match",
  "if-none-match",
  "traceparent",
  "tracestate",
]);

/** A card number gets in nowhere: not into a name, a note or metadata, nor into our logs. */
export const refuseCardNumbers: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const place = await findCardNumber(c);
  if (place !== undefined) throw cardNumberRefused(place);
  await next();
};

export function cardNumberRefused(place: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: "card_number_refused",
    title: "Card number refused",
    detail: `The ${place} holds what looks like a payment card number. Send the card's type, brand and last four digits only.`,
  });
}

async function findCardNumber(c: Context<ApiEnvironment>): Promise<string | undefined> {
  if (containsCardNumber(decode(c.req.path))) return "path";
  const query = Object.entries(c.req.queries()).flatMap(([name, values]) => [name, ...values]);
  if (query.some(containsCardNumber)) return "query";
  const headers = Object.entries(c.req.header()).filter(([name]) => !unreadHeaders.has(name));
  if (headers.some(([, value]) => containsCardNumber(value))) return "header";
  const isJson = c.req.header("Content-Type")?.includes("json");
  return isJson && holdsCardNumber(await c.req.text()) ? "body" : undefined;
}

/** As it is written, and as it reads once escapes such as `\\u0034` are undone. */
function holdsCardNumber(body: string): boolean {
  if (containsCardNumber(body)) return true;
  if (!body.includes("\\")) return false;
  try {
    return containsCardNumber(JSON.stringify(JSON.parse(body)));
  } catch {
    // Whoever parses it for its content says so.
    return false;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
