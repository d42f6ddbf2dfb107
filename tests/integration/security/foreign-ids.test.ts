import { randomUUID } from "node:crypto";

import type { ApiOperation } from "../../harness/api-contract";
import type { Bookkeepers } from "../../harness/bookkeepers";
import { openBookkeepers } from "../../harness/bookkeepers";
import { createOneOfEverything } from "../../harness/one-of-everything";
import { sampleOf } from "../../harness/sample-body";
import type { TestApp } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

/** Made from the OpenAPI document: each id that a body takes is once our own and once another's. */

type Ids = ReadonlyMap<string, string>;
type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const marker = `Marked${randomUUID().slice(0, 8)}`;

let app: TestApp;
let own: { readonly people: Bookkeepers; readonly ids: Ids };
let foreign: Ids;

beforeAll(async () => {
  app = await startTestApp();
  const open = async (mark: string) => {
    const people = await openBookkeepers(app);
    return { people, ids: new Map(await createOneOfEverything(people, mark)) };
  };
  own = await open("Ours");
  foreign = (await open(marker)).ids;
}, 120_000);

afterAll(() => app.close());

/** By its name in a body, and by the path where it means several things; `branch_ids` for several. */
function idFor(name: string, path: string, ids: Ids): Json | undefined {
  const one = ids.get(`${name} ${path}`) ?? ids.get(name);
  if (one !== undefined) return one;
  const each = name.endsWith("_ids") ? ids.get(name.slice(0, -1)) : undefined;
  return each === undefined ? undefined : [each];
}

interface Place {
  readonly path: readonly string[];
  readonly name: string;
}

/** Where ids stand in a body, at every depth, required or not. */
function placesOf(node: unknown, path: readonly string[] = []): Place[] {
  const schema = resolve(node);
  const alternatives = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const members = Object.entries(Object(schema["properties"]) as Record<string, unknown>);
  return [
    ...members.flatMap(([name, member]) => [
      ...(/_ids?$/.test(name) ? [{ path, name }] : []),
      ...placesOf(member, [...path, name]),
    ]),
    ...(schema["items"] === undefined ? [] : placesOf(schema["items"], [...path, "0"])),
    ...alternatives.flatMap((one) => placesOf(one, path)),
  ];
}

function resolve(node: unknown): Record<string, unknown> {
  const schema = Object(node) as Record<string, unknown>;
  const reference = schema["$ref"];
  if (typeof reference !== "string") return schema;
  const { schemas } = app.contract.document.components;
  return resolve(schemas[reference.split("/").at(-1) ?? ""]);
}

/** The body with the id at that place; undefined where the sample has no such place. */
function withId(body: Json, { path, name }: Place, id: Json): Json | undefined {
  const [first, ...rest] = path;
  if (typeof body !== "object" || body === null) return undefined;
  if (first === undefined) {
    return Array.isArray(body) ? undefined : { ...(body as Record<string, Json>), [name]: id };
  }
  const member = (body as Record<string, Json>)[first];
  if (member === undefined) return undefined;
  const changed = withId(member, { path: rest, name }, id);
  if (changed === undefined) return undefined;
  return Array.isArray(body)
    ? body.map((item: Json, index) => (String(index) === first ? changed : item))
    : { ...(body as Record<string, Json>), [first]: changed };
}

function schemaOf({ method, path }: ApiOperation): Record<string, unknown> {
  const raw = app.contract.document.paths[path]?.[method.toLowerCase()];
  return { ...raw?.requestBody?.content?.["application/json"]?.schema };
}

/** Where the schema alone does not tell what is valid. */
function bodyOf(operation: ApiOperation): Json {
  const body = sampleOf(app.contract.document, schemaOf(operation)) as Json;
  if (operation.path !== "/v1/journal-entries/drafts") return body;
  return { ...(body as Record<string, Json>), description: "ours" };
}

async function send({ method, path }: ApiOperation, body: Json, ids: Ids) {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const folder = path.slice(0, path.indexOf(`/{${name}}`));
    return ids.get(`${name} ${folder}`) ?? ids.get(name) ?? "x";
  });
  const response = await app.request(address, {
    method,
    headers: {
      Authorization: `Bearer ${own.people.tokens.maker}`,
      "Content-Type": "application/json",
      "If-Match": '"v1"',
      ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

describe("another partner's id", () => {
  test("is refused in every body that takes an id", async () => {
    const tried: string[] = [];
    const taken: string[] = [];
    const wrong: string[] = [];
    const operations = app.contract.operations.filter(
      ({ hasBody, permission }) => hasBody && permission.includes("."),
    );
    for (const operation of operations) {
      for (const place of placesOf(schemaOf(operation))) {
        const [ours, theirs] = [own.ids, foreign].map((ids) =>
          idFor(place.name, operation.path, ids),
        );
        if (ours === undefined || theirs === undefined) continue;
        const name = `${operation.method} ${operation.path} ${[...place.path, place.name].join(".")}`;
        const body = bodyOf(operation);
        const [good, bad] = [withId(body, place, ours), withId(body, place, theirs)];
        if (good === undefined || bad === undefined) continue;
        tried.push(name);
        const refused = await send(operation, bad, own.ids);
        const isRefused = refused.status >= 400 && refused.status < 500;
        if (!isRefused || refused.text.includes(marker)) {
          wrong.push(`${name}: ${refused.status} ${refused.text.slice(0, 300)}`);
        }
        if ((await send(operation, good, own.ids)).status < 300) taken.push(name);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried.length).toBeGreaterThan(25);
    // Refused for being another's, not for something else in the body.
    expect(taken.length).toBeGreaterThan(8);
  }, 120_000);
});
