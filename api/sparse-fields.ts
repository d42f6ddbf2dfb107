import { z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";

import { readOwnJson } from "../domain/own-json";
import type { ApiEnvironment } from "./environment";

/** Its own type, so that the document can promise each answer exactly. */
export const sparseMediaType = "application/vnd.travobooks.sparse+json";

/** Leaves of a JSON answer, or of each item of a list, the members that `fields=` names. */
export const sparseFields: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  await next();
  const asked = c.req.query("fields");
  if (asked === undefined || c.res.status !== 200) return;
  const names = new Set(asked.split(","));
  const body = readOwnJson<object>(await c.res.text());
  const headers = new Headers(c.res.headers);
  headers.set("Content-Type", sparseMediaType);
  headers.delete("Content-Length");
  c.res = new Response(JSON.stringify(pickFrom(body, names)), { headers });
};

function pickFrom(body: object, names: ReadonlySet<string>): object {
  if (!("data" in body) || !Array.isArray(body.data)) return pick(body, names);
  return { ...body, data: body.data.map((item: object) => pick(item, names)) };
}

function pick(item: object, names: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

/** The members that can be asked for: of the items, where it is a list; undefined where none can. */
export function fieldNamesOf(schema: z.ZodType): readonly string[] | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const item = itemOf(schema);
  return Object.keys((item ?? schema).shape);
}

/** The same body with every member that can be left out left optional. */
export function sparseSchemaOf(schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodObject)) return schema;
  const item = itemOf(schema);
  if (item === undefined) return z.object(schema.shape).partial();
  return z.object({ ...schema.shape, data: z.array(z.object(item.shape).partial()) });
}

function itemOf({ shape }: z.ZodObject): z.ZodObject | undefined {
  const data: unknown = shape["data"];
  return data instanceof z.ZodArray && data.element instanceof z.ZodObject
    ? data.element
    : undefined;
}
