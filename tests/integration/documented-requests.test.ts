import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import type { Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import { today } from "../harness/database";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

/** The requests of docs/integration.md, in their order: what one answers, the next ones name. */

interface Example {
  readonly method: string;
  readonly path: string;
  readonly who: "maker" | "checker";
  readonly ifMatch: string | undefined;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

const request =
  /^(GET|POST|PUT) (\S+) \((maker|checker)\)(?: If-Match: (\S+))?\n([^]*?)=> (\d{3})\n([^]*)$/;

const examples = readExamples(readFileSync("docs/integration.md", "utf8"));

let app: TestApp;
let people: Bookkeepers;
const known = new Map<string, string>();

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  people = await openBookkeepers(app);
  const row = await people.scope.db
    .selectFrom("accounting_periods")
    .select(({ fn }) => fn.max("fiscal_year").as("last"))
    .executeTakeFirstOrThrow();
  known.set("today", today());
  known.set("next_fiscal_year", String(row.last + 1));
});

afterAll(() => app.close());

function readExamples(text: string): Example[] {
  return [...text.matchAll(/^```http\n([^]*?)^```$/gm)].map(([, block = ""]) => {
    const [, method = "", path = "", who, ifMatch, body = "", status, answer = ""] =
      request.exec(block) ?? [];
    if (who !== "maker" && who !== "checker") throw new Error(`no example:\n${block}`);
    return { method, path, who, ifMatch, body: body.trim(), status: Number(status), answer };
  });
}

/** With what the answers before have named. */
function fill(text: string): string {
  return text.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => known.get(name) ?? whole);
}

/** Takes up what an answer names for the first time: the example has `"{name}"` in its place. */
function learn(expected: unknown, actual: unknown): void {
  const name = typeof expected === "string" ? /^\{([a-z_]+)\}$/.exec(expected)?.[1] : undefined;
  if (name !== undefined) {
    if (typeof actual !== "string") throw new Error(`the answer has no ${name}`);
    known.set(name, actual);
  } else if (typeof expected === "object" && expected !== null) {
    const members = Object(actual) as Record<string, unknown>;
    for (const [key, value] of Object.entries(expected)) learn(value, members[key]);
  }
}

async function send({ method, path, who, ifMatch, body }: Example) {
  const client = people[who];
  const headers: Record<string, string> = ifMatch === undefined ? {} : { "If-Match": ifMatch };
  const content: unknown = body === "" ? undefined : JSON.parse(fill(body));
  if (method === "GET") return client.get(fill(path), headers);
  if (method === "PUT") return client.put(fill(path), content, headers);
  return client.post(fill(path), content, { "Idempotency-Key": randomUUID(), ...headers });
}

describe("docs/integration.md", () => {
  test("has its examples of the ledger, each of which is sent below", () => {
    expect(examples.length).toBeGreaterThanOrEqual(20);
  });

  test.each(examples)("$method $path ($who) is answered $status", async (example) => {
    const { status, body } = await send(example);
    expect([status, body]).toEqual([example.status, expect.any(Object)]);
    learn(JSON.parse(fill(example.answer)), body);
    expect(body).toMatchObject(JSON.parse(fill(example.answer)));
  });
});
