import { randomUUID } from "node:crypto";

import type { Connection } from "mysql2/promise";

import { newId } from "../../db/new-id";
import type { ProblemBody } from "../harness/api-client";
import { serviceFee } from "../harness/api-client";
import type { ApiOperation } from "../harness/api-contract";
import { openMigrationConnection } from "../harness/database";
import { openPerson } from "../harness/open-person";
import { sampleOf } from "../harness/sample-body";
import { countRows } from "../harness/table-rows";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let token: string;
let operations: readonly ApiOperation[];
let connection: Connection;

beforeAll(async () => {
  app = await startTestApp({ workers: false, waitMs: 200 });
  connection = await openMigrationConnection();
  partner = await app.createPartner();
  ({ token } = await openPerson(app, partner.scope, { role: "partner_admin" }));
  operations = app.contract.operations.filter(
    (one) => one.hasBody && one.path.startsWith("/v1/") && one.permission.endsWith(".partner"),
  );
});

afterAll(async () => {
  await connection.end();
  await app.close();
});

/** What a caller may not say of anything: it is ours to set. */
const smuggled = [
  "partner_id",
  "status",
  "version",
  "created_by_user_id",
  "__proto__",
  "constructor",
];

function rawOf({ method, path }: ApiOperation) {
  const raw = app.contract.document.paths[path]?.[method.toLowerCase()];
  if (raw === undefined) throw new Error(`${method} ${path} is not in the document`);
  return raw;
}

/** The path with ids that nothing has, each of its form. */
function addressOf(operation: ApiOperation): string {
  const parameters = rawOf(operation).parameters ?? [];
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === "path" && one.name === name);
    const { schema }: { schema?: Record<string, unknown> } = { ...Object(parameter) };
    return String(sampleOf(app.contract.document, schema ?? {}));
  });
}

/** Where the schema alone does not tell what is valid. */
const bodies = new Map<string, unknown>([
  [
    "POST /v1/bookings",
    {
      customer_id: newId("customer"),
      reservation: { supplier: "amadeus", record_locator: "OK0001" },
      charges: [serviceFee],
    },
  ],
  [
    "POST /v1/bsp-column-previews",
    { content: "VHlwZQ==", column_mapping_id: newId("bspColumnMapping") },
  ],
]);

function bodyOf(operation: ApiOperation): unknown {
  const known = bodies.get(`${operation.method} ${operation.path}`);
  if (known !== undefined) return known;
  const schema = rawOf(operation).requestBody?.content?.["application/json"]?.schema ?? {};
  return sampleOf(app.contract.document, schema);
}

/** The body as text, once with the key in each of its objects. */
function withKey(body: unknown, key: string): string[] {
  const mark = "\u0000";
  const places = countObjects(body);
  return Array.from({ length: places }, (_, place) => {
    let seen = -1;
    const marked = JSON.stringify(body, (_name, value: unknown) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      seen += 1;
      return seen === place ? { ...value, [mark]: 1 } : value;
    });
    return marked.replace(JSON.stringify(mark), JSON.stringify(key));
  });
}

function countObjects(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  const inner = Object.values(node).reduce((sum: number, value) => sum + countObjects(value), 0);
  return inner + (Array.isArray(node) ? 0 : 1);
}

async function send(operation: ApiOperation, body: string) {
  const response = await app.request(addressOf(operation), {
    method: operation.method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Idempotency-Key": randomUUID(),
      "If-Match": '"v1"',
    },
    body,
  });
  const problem: Partial<ProblemBody> = JSON.parse(await response.text());
  return { status: response.status, code: problem.code, errors: problem.errors ?? [] };
}

describe("every route with a body", () => {
  test("refuses what is not the caller's to say, anywhere in the body, and changes nothing", async () => {
    expect(operations.length).toBeGreaterThan(30);
    const rows = () => countRows(connection, partner.scope.partnerId);
    const before = await rows();
    const taken: string[] = [];
    let sent = 0;
    for (const operation of operations) {
      const body = bodyOf(operation);
      for (const key of smuggled) {
        for (const text of withKey(body, key)) {
          sent += 1;
          const { status, code, errors } = await send(operation, text);
          const isBody = errors.some((error) => error.in === "body");
          if (status === 400 && code === "request_invalid" && isBody) continue;
          taken.push(`${operation.method} ${operation.path} ${text}: ${status} ${code}`);
        }
      }
    }
    expect(taken).toEqual([]);
    expect(sent).toBeGreaterThan(operations.length * smuggled.length);
    expect(await rows()).toEqual(before);
  });

  test("takes the same body without it: it was refused for that alone", async () => {
    const malformed: string[] = [];
    for (const operation of operations) {
      const { status, errors } = await send(operation, JSON.stringify(bodyOf(operation)));
      if (status !== 400) continue;
      malformed.push(`${operation.method} ${operation.path}: ${JSON.stringify(errors)}`);
    }
    expect(malformed).toEqual([]);
  });
});
