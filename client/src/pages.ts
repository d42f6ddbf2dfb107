import type { AnswerOf, Arguments, Client, OptionsOf, Route } from "./client";

interface Page {
  readonly data: readonly unknown[];
  readonly next_cursor: string | null;
}

/** Routes that answer with pages. */
export type ListRoute = {
  [R in Route]: AnswerOf<R> extends Page ? (R extends `GET ${string}` ? R : never) : never;
}[Route];
export type ItemOf<R extends ListRoute> =
  AnswerOf<R> extends { readonly data: readonly (infer Item)[] } ? Item : never;

/** Every page of a list, each asked for when it is needed. */
export async function* pages<R extends ListRoute>(
  client: Client,
  route: R,
  ...[options]: Arguments<R>
): AsyncGenerator<AnswerOf<R>, void> {
  let cursor: string | null | undefined;
  do {
    const page = await client.call(route, ...withCursor(options, cursor));
    yield page;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ListRoute says that it is one
    cursor = (page as Page).next_cursor;
  } while (cursor !== null);
}

/** Every item of a list, page by page. */
export async function* items<R extends ListRoute>(
  client: Client,
  route: R,
  ...args: Arguments<R>
): AsyncGenerator<ItemOf<R>, void> {
  for await (const page of pages(client, route, ...args)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ListRoute says that it is one
    yield* (page as { readonly data: readonly ItemOf<R>[] }).data;
  }
}

function withCursor<R extends ListRoute>(
  options: OptionsOf<R> | undefined,
  cursor: string | null | undefined,
): Arguments<R> {
  const query = { ...Object(options)["query"], ...(cursor == null ? {} : { cursor }) };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a cursor is what a list takes
  return [{ ...options, query }] as unknown as Arguments<R>;
}
