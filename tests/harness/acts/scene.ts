import type { PartnerDatabase } from "../../../db/partner-scope";
import type { ApiClient } from "../api-client";
import type { Bookkeepers } from "../bookkeepers";
import { expectStatus } from "../bookkeepers";
import type { Issuer } from "../openid";
import type { TestApp } from "../test-app";

/** Where every act of the API is done. */
export interface Scene {
  readonly app: TestApp;
  /** The same API, whose requests are not looked at. */
  readonly unrecorded: TestApp;
  readonly people: Bookkeepers;
  /** One of everything, by the name of its path parameter. */
  readonly ids: ReadonlyMap<string, string>;
  readonly issuer: Issuer;
  /** Of all partners that take part. */
  readonly scopes: PartnerDatabase[];
}

export type Fields = Record<string, string>;

export const reason = { reason: "seen by the audit's test" };

export function idOf({ ids }: Scene, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`there is no ${name}`);
  return id;
}

/** By the maker, unless somebody else is named. */
export async function post(
  { people }: Scene,
  path: string,
  body?: unknown,
  client: ApiClient = people.maker,
): Promise<Fields> {
  const answer = await client.post<Fields>(path, body);
  if ([200, 201, 204].includes(answer.status)) return answer.body;
  throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

export async function replace(
  { people }: Scene,
  method: "put" | "patch",
  path: string,
  body: unknown,
): Promise<void> {
  const { maker } = people;
  expectStatus(200, await maker[method](path, body, await versionOf(path, maker)));
}

export async function versionOf(path: string, client: ApiClient): Promise<Record<string, string>> {
  return { "If-Match": (await client.get(path)).headers.get("ETag") ?? "" };
}
