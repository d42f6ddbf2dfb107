import { createHash } from "node:crypto";

import type { Context } from "hono";

import type { KeyRing } from "../db/encryption/key-ring";
import type { Page, PageRequest } from "../db/read/page";
import { canonicalJson, type JsonValue } from "../domain/canonical-json";
import { readOwnJson } from "../domain/own-json";
import type { ApiEnvironment } from "./environment";
import { ProblemError } from "./problem";

/** Sealed, so that nobody builds one; bound to the filters, so that nobody changes them midway. */
interface Cursor {
  readonly createdAt: string;
  readonly id: number;
  readonly filters: string;
}

export function toPageRequest(
  c: Context<ApiEnvironment>,
  keyRing: KeyRing,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): PageRequest {
  if (query.cursor === undefined) return { limit: query.limit };
  const cursor = openCursor(c, keyRing, query.cursor);
  if (cursor?.filters !== filterDigest(c)) {
    throw new ProblemError({
      status: 400,
      code: "cursor_invalid",
      title: "Cursor invalid",
      detail: "The cursor is not one of this list with these filters. Start again without it.",
      errors: [
        { in: "query", pointer: "cursor", code: "invalid", detail: "Is not one of this list." },
      ],
    });
  }
  return { limit: query.limit, after: { createdAt: cursor.createdAt, id: cursor.id } };
}

export function pageBody<Item, Body>(
  c: Context<ApiEnvironment>,
  keyRing: KeyRing,
  page: Page<Item>,
  present: (item: Item) => Body,
) {
  const next =
    page.next === undefined
      ? null
      : sealCursor(c, keyRing, { ...page.next, filters: filterDigest(c) });
  if (next !== null) {
    const url = new URL(c.req.url);
    url.searchParams.set("cursor", next);
    c.header("Link", `<${url.pathname}${url.search}>; rel="next"`);
  }
  return { data: page.items.map(present), has_more: next !== null, next_cursor: next };
}

/** A page of a list that is read whole and kept in its own order: after the item last seen. */
export function pageOfWhole<Item>(
  c: Context<ApiEnvironment>,
  keyRing: KeyRing,
  whole: readonly Item[],
  {
    query,
    idOf,
  }: {
    readonly query: Parameters<typeof toPageRequest>[2];
    readonly idOf: (item: Item) => number;
  },
): Page<Item> {
  const { limit, after } = toPageRequest(c, keyRing, query);
  const start = after === undefined ? 0 : whole.findIndex((item) => idOf(item) === after.id) + 1;
  const items = whole.slice(start, start + limit);
  const last = items.at(-1);
  const hasMore = last !== undefined && start + limit < whole.length;
  return { items, ...(hasMore ? { next: { createdAt: "", id: idOf(last) } } : {}) };
}

function sealCursor(c: Context<ApiEnvironment>, keyRing: KeyRing, cursor: Cursor): string {
  return keyRing
    .encrypt(Buffer.from(JSON.stringify(cursor)), cursorContext(c))
    .toString("base64url");
}

function openCursor(
  c: Context<ApiEnvironment>,
  keyRing: KeyRing,
  text: string,
): Cursor | undefined {
  try {
    const plain = keyRing.decrypt(Buffer.from(text, "base64url"), cursorContext(c));
    return readOwnJson<Cursor>(plain.toString());
  } catch {
    return undefined;
  }
}

function cursorContext(c: Context<ApiEnvironment>): string {
  return `${c.get("principal").scope.partner}:cursor:${c.req.path}`;
}

function filterDigest(c: Context<ApiEnvironment>): string {
  const filters: Record<string, JsonValue> = { ...c.req.queries() };
  delete filters["cursor"];
  delete filters["limit"];
  return createHash("sha256").update(canonicalJson(filters)).digest("base64url");
}
