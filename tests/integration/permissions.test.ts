import { randomUUID } from "node:crypto";

import { createApp } from "../../api/app";
import { newId } from "../../db/new-id";
import { idPrefixes } from "../../domain/ids";
import { isPermission } from "../../domain/permissions";
import type { ApiOperation } from "../harness/api-contract";
import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { today } from "../harness/database";
import { addBranch } from "../harness/ledger";
import { createOneOfEverything } from "../harness/one-of-everything";
import { openPerson } from "../harness/open-person";
import { sampleOf } from "../harness/sample-body";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

/**
 * Made from the OpenAPI document: a new route is covered as it comes. What it cannot know stands in
 * `parameters` and `bodies` below; a route that needs more than they say fails.
 */

/** Stands in every text that the one partner writes, and in no answer to the other. */
const marker = `Marked${randomUUID().slice(0, 8)}`;

/** Only who signs in needs no credential yet. A further place is a decision, and is named here. */
const openPaths = /^\/v1\/auth\//;

interface Caller {
  readonly token: string;
  readonly people: Bookkeepers;
}

let app: TestApp;
let operations: readonly ApiOperation[];
let owner: Caller;
let stranger: Caller;
let nobody: string;
/** By the name of the path parameter, or that and the path it is in. */
let parameters: ReadonlyMap<string, string>;

/** Everyone has them: no ids of a partner's own. */
const shared: Readonly<Record<string, string>> = {
  act: "refund.create",
  feed: "ecb",
  fiscal_year: today().slice(0, 4),
  // A person's own: no token gets as far as looking for it.
  session_id: newId("session"),
  identity_id: newId("userIdentity"),
  passkey_id: newId("passkey"),
};

/** What must be said in a query. */
const queries = new Map([
  ["account", "1101"],
  ["from", "USD"],
  ["to", "BDT"],
  ["on", today()],
  ["supplier", "lcc"],
  ["legs", "DAC-DXB-2027-01-05"],
  ["check_in", "2027-01-05"],
  ["check_out", "2027-01-08"],
  ["market", "BD"],
  ["remittance_ends_on", today()],
  ["currency", "BDT"],
]);

/** Where more must be said than the schema alone tells. */
const wholeQueries = new Map([
  [
    "/v1/stay-offers",
    "supplier=hotelbeds&destination=DXB&check_in=2027-01-05&check_out=2027-01-08",
  ],
]);

/** Where the schema alone does not tell what is valid. */
const bodies = new Map<string, unknown>([
  ["POST /v1/operations/{operation_id}/resolve", { action: "retry", note: "looked at it" }],
]);

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["amadeus", "lcc", "hotelbeds"] });
  operations = app.contract.operations.filter(({ path }) => path.startsWith("/v1/"));
  owner = await openCaller();
  stranger = await openCaller();
  nobody = await app.createToken(owner.people.scope, []);
  parameters = new Map([
    ...Object.entries(shared),
    ...(await createOneOfEverything(owner.people, marker)),
  ]);
});

afterAll(() => app.close());

async function openCaller(): Promise<Caller> {
  const people = await openBookkeepers(app);
  const { token } = await openPerson(app, people.scope, { role: "partner_admin" });
  return { people, token };
}

/** The path with the owner's ids in it, and the query that the route insists on. */
function addressOf({ path, parameters: wanted }: ApiOperation): string {
  const whole = wholeQueries.get(path);
  if (whole !== undefined) return `${path}?${whole}`;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(name, path));
  const query = new URLSearchParams(
    wanted
      .filter((parameter) => parameter.in === "query" && parameter.required)
      .map(({ name }): [string, string] => [name, queries.get(name) ?? valueOf(name, path)]),
  );
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

function valueOf(name: string, path: string): string {
  const folder = path.slice(0, path.indexOf(`/{${name}}`));
  const value = parameters.get(`${name} ${folder}`) ?? parameters.get(name);
  if (value === undefined) throw new Error(`say what {${name}} of ${path} is, in this file`);
  return value;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

async function send(operation: ApiOperation, token: string | undefined): Promise<Reply> {
  const { method } = operation;
  const body = operation.hasBody ? bodyOf(operation) : undefined;
  const response = await app.request(addressOf(operation), {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
      ...(method === "GET" ? {} : { "If-Match": '"v1"' }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("Content-Type")?.includes("json") === true;
  return { status: response.status, text, body: isJson ? JSON.parse(text) : {} };
}

function bodyOf({ method, path }: ApiOperation): unknown {
  const known = bodies.get(`${method} ${path}`);
  if (known !== undefined) return known;
  const { document } = app.contract;
  const operation = document.paths[path]?.[method.toLowerCase()];
  const { content } = operation?.requestBody ?? {};
  return sampleOf(document, content?.["application/json"]?.schema ?? {});
}

const isGet = ({ method }: ApiOperation) => method === "GET";
const nameOf = ({ method, path }: ApiOperation) => `${method} ${path}`;
const isOpen = ({ permission }: ApiOperation) => permission === "nobody";
/** For the person who has signed in alone: no token will do. */
const isPersonal = ({ permission }: ApiOperation) => permission === "signed_in";
const isForTokens = (operation: ApiOperation) => !isOpen(operation) && !isPersonal(operation);

/** Names a partner's own thing in its path or its query. */
function isOfOwner({ path, parameters: wanted }: ApiOperation): boolean {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const inQuery = wanted.filter((one) => one.in === "query" && one.required);
  const asked = inQuery.map(({ name }) => name).filter((name) => !queries.has(name));
  return [...inPath, ...asked].some((name) => !(name in shared));
}

/** Sends each operation and tells of those whose answer is not as it should be. */
async function failuresOf(
  chosen: readonly ApiOperation[],
  token: string | undefined,
  isRight: (reply: Reply, operation: ApiOperation) => boolean,
): Promise<string[]> {
  const failures: string[] = [];
  for (const operation of chosen) {
    const reply = await send(operation, token);
    if (isRight(reply, operation)) continue;
    failures.push(`${nameOf(operation)}: ${reply.status} ${reply.text.slice(0, 300)}`);
  }
  return failures;
}

const publicId = /\b[a-z]{2,3}_[0-9a-hjkmnp-tv-z]{26}\b/g;

/** What an answer tells beyond what the request said: `instance` and `detail` repeat its ids. */
function idsIn(text: string): string[] {
  return text.match(publicId) ?? [];
}

describe("every route under /v1", () => {
  test("is in the OpenAPI document, and states a permission that exists", () => {
    const routed = createApp(app.dependencies)
      .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/v1/"))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    const documented = operations.map(nameOf);
    expect(new Set(documented)).toEqual(new Set(routed));
    expect(operations.length).toBeGreaterThan(80);
    const unstated = operations.filter((one) => isForTokens(one) && !isPermission(one.permission));
    expect(unstated.map(nameOf)).toEqual([]);
    const open = operations.filter((one) => isOpen(one) && !openPaths.test(one.path));
    expect(open.map(nameOf)).toEqual([]);
  });

  test("answers 401 without a token", async () => {
    const failures = await failuresOf(
      operations.filter((operation) => !isOpen(operation)),
      undefined,
      ({ status, body }) => status === 401 && body["code"] === "token_missing",
    );
    expect(failures).toEqual([]);
  });

  test("answers 403 to a token without any permission, and names the one it needs", async () => {
    const failures = await failuresOf(
      operations.filter(isForTokens),
      nobody,
      ({ status, body }, { permission }) =>
        status === 403 &&
        body["code"] === "permission_missing" &&
        body["permission"] === permission,
    );
    expect(failures).toEqual([]);
  });
});

describe("what is a person's own", () => {
  test("is for whoever has signed in: any token is answered 403", async () => {
    const failures = await failuresOf(
      operations.filter(isPersonal),
      owner.token,
      ({ status, body }) => status === 403 && body["code"] === "sign_in_required",
    );
    expect(failures).toEqual([]);
  });
});

describe("what belongs to a partner", () => {
  const told = new Set<string>();

  test("is told to it: the ids of this test are real", async () => {
    const failures = await failuresOf(
      operations.filter((one) => isGet(one) && isForTokens(one)),
      owner.token,
      (reply) => {
        for (const id of idsIn(reply.text)) told.add(id);
        return reply.status === 200;
      },
    );
    expect(failures).toEqual([]);
    const missing = [...parameters].filter(
      ([name, id]) => !(name in shared) && id.includes("_") && !told.has(id),
    );
    expect(missing).toEqual([]);
    const { text } = await send(
      operations.find((one) => nameOf(one) === "GET /v1/journal-entries/drafts/{draft_id}") ??
        raise(),
      owner.token,
    );
    expect(text).toContain(marker);
  });

  test("does not exist for another: 404, and not a word of it", async () => {
    const chosen = operations.filter((one) => isOfOwner(one) && isForTokens(one));
    expect(chosen.length).toBeGreaterThan(40);
    const sent = new Set(parameters.values());
    const failures = await failuresOf(
      chosen,
      stranger.token,
      ({ status, text }) =>
        [403, 404].includes(status) &&
        !text.includes(marker) &&
        idsIn(text).every((id) => sent.has(id) || !told.has(id)),
    );
    expect(failures).toEqual([]);
  });

  test("is in no list, report or export of another", async () => {
    const chosen = operations.filter((one) => isGet(one) && isForTokens(one) && !isOfOwner(one));
    const failures = await failuresOf(
      chosen,
      stranger.token,
      ({ status, text }) =>
        // Who has no rate and has verified nothing is told so.
        [200, 404, 422].includes(status) &&
        !text.includes(marker) &&
        idsIn(text).every((id) => !told.has(id)),
    );
    expect(failures).toEqual([]);
  });

  test("is not found by another that filters its own lists by it", async () => {
    const filters = operations
      .filter((one) => isGet(one) && isForTokens(one))
      .flatMap((operation) =>
        operation.parameters
          .filter((one) => one.in === "query" && parameters.has(one.name) && !(one.name in shared))
          .map(({ name }) => ({ operation, name })),
      );
    expect(filters.map(({ name }) => name)).toContain("customer_id");
    for (const { operation, name } of filters) {
      const address = new URL(addressOf(operation), "http://api");
      address.searchParams.set(name, parameters.get(name) ?? "");
      const response = await app.request(`${address.pathname}${address.search}`, {
        headers: { Authorization: `Bearer ${stranger.token}` },
      });
      const text = await response.text();
      expect([nameOf(operation), response.status]).toEqual([
        nameOf(operation),
        response.status === 404 ? 404 : 200,
      ]);
      expect(text).not.toContain(marker);
      const sent = new Set(parameters.values());
      expect(idsIn(text).filter((id) => told.has(id) && !sent.has(id))).toEqual([]);
    }
  });
});

describe("what is of a branch, or of none", () => {
  const { booking, document, exchange, journalDraft, journalEntry, memo, operation } = idPrefixes;
  const { approval, bspException, recognitionRun, refund, scheduleChange } = idPrefixes;
  const sold = [booking, document, exchange, memo, operation, refund, scheduleChange];
  const kept = [approval, bspException, journalDraft, journalEntry, recognitionRun];
  const ofBranches = new Set<string>([...sold, ...kept]);
  /** Of whoever is held to branches themselves, and of people: not of what is asked for. */
  const aboutPeople = /^POST \/v1\/users\//;
  const isOwn = (one: ApiOperation) => one.branches === "own" && !aboutPeople.test(nameOf(one));
  let held: string;

  beforeAll(async () => {
    const { scope } = owner.people;
    await addBranch(scope, "ELSE");
    held = (await openPerson(app, scope, { role: "partner_admin", branch: "ELSE" })).token;
  });

  test("does not exist for who is held to another: 404, and nothing is done to it", async () => {
    const chosen = operations.filter((one) => isOwn(one) && isOfOwner(one));
    expect(chosen.length).toBeGreaterThan(25);
    const failures = await failuresOf(
      chosen,
      held,
      ({ status, text }) => status === 404 && !text.includes(marker),
    );
    expect(failures).toEqual([]);
  });

  test("is in no list and no figure that they are given", async () => {
    const chosen = operations.filter(
      (one) => isGet(one) && isForTokens(one) && (isOwn(one) || one.branches === "none"),
    );
    const lists = chosen.filter((one) => !isOfOwner(one));
    expect(lists.length).toBeGreaterThan(15);
    const failures = await failuresOf(
      lists,
      held,
      ({ status, text }) =>
        status === 200 && !idsIn(text).some((id) => ofBranches.has(id.split("_")[0] ?? "")),
    );
    expect(failures).toEqual([]);
  });
});

function raise(): never {
  throw new Error("there is no such route");
}
