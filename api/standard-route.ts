import { z } from "@hono/zod-openapi";
import type { RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "./environment";
import { acceptable } from "./middleware/acceptable";
import { refuseUnexpectedBody, requireBody } from "./middleware/expect-body";
import { problems } from "./responses";
import { fieldNamesOf, sparseFields, sparseMediaType, sparseSchemaOf } from "./sparse-fields";

type Route = RouteConfig & { readonly middleware?: unknown };

const unsafeMethods: ReadonlySet<string> = new Set(["post", "put", "patch", "delete"]);

/**
 * A route with what every route has: a query that refuses what it does not know, `fields=` where it
 * answers JSON to a GET, 406 where it cannot answer what Accept asks for, and the problems that any
 * route of its kind may answer.
 */
export function toStandardRoute<Given extends Route>(route: Given): Given {
  const own = Array.isArray(route.middleware) ? route.middleware : [route.middleware];
  const before = own.filter((one) => one !== undefined);
  const fields = route.method === "get" ? fieldsOf(route) : undefined;
  const middleware: MiddlewareHandler<ApiEnvironment>[] = [
    ...before,
    acceptable(producedTypes(route)),
    ...bodyGuards(route),
    ...(fields === undefined ? [] : [sparseFields]),
  ];
  return {
    ...route,
    middleware,
    request: { ...route.request, query: strictQuery(route, fields?.names) },
    responses: { ...problems(...problemsOf(route)), ...withSparse(route.responses, fields) },
  };
}

function bodyGuards({ method, request }: Route): MiddlewareHandler<ApiEnvironment>[] {
  if (!unsafeMethods.has(method)) return [];
  if (request?.body === undefined) return [refuseUnexpectedBody];
  return request.body.required === true ? [requireBody] : [];
}

interface Fields {
  readonly names: readonly string[];
  readonly schema: z.ZodType;
}

function fieldsOf({ responses }: Route): Fields | undefined {
  const schema = responses[200] && bodySchemaOf(responses[200]);
  const names = schema && fieldNamesOf(schema);
  if (schema === undefined || names === undefined || names.length === 0) return undefined;
  return { names, schema: sparseSchemaOf(schema) };
}

function bodySchemaOf(response: Route["responses"][string]): z.ZodType | undefined {
  const media = "content" in response ? response.content?.["application/json"] : undefined;
  return media !== undefined && "schema" in media && media.schema instanceof z.ZodType
    ? media.schema
    : undefined;
}

function withSparse(responses: Route["responses"], fields: Fields | undefined) {
  const found = responses[200];
  if (fields === undefined || found === undefined || !("content" in found)) return responses;
  const content = { ...found.content, [sparseMediaType]: { schema: fields.schema } };
  return { ...responses, 200: { ...found, content } };
}

function strictQuery({ request }: Route, names: readonly string[] | undefined) {
  const query = request?.query;
  const known = query instanceof z.ZodObject ? query : z.object({});
  return (names === undefined ? known : known.safeExtend({ fields: fieldsSchema(names) })).strict();
}

function fieldsSchema(names: readonly string[]) {
  return z
    .string()
    .max(2_000)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(names)).min(1))
    .optional()
    .openapi({
      type: "array",
      items: { type: "string", enum: [...names] },
      minItems: 1,
      description: "Only these members, of each item in a list. The answer has a type of its own.",
      param: { name: "fields", in: "query", style: "form", explode: false },
    });
}

/** What its success can look like; an answer without a body suits everybody. */
function producedTypes({ responses }: Route): readonly string[] {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, response]) => ("content" in response ? Object.keys(response.content ?? {}) : []));
}

function problemsOf({ method, path }: Route): number[] {
  return [...(path.includes("{") ? [404] : []), ...(unsafeMethods.has(method) ? [413, 415] : [])];
}
