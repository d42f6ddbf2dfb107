import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { ensureBuiltInRoles } from "../../services/role/ensure-built-in-roles";
import type { AnotherApi } from "../harness/another-api";
import { startAnotherApi } from "../harness/another-api";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { expectStatus } from "../harness/bookkeepers";
import { nowAsDateTime } from "../harness/database";
import type { Person } from "../harness/open-person";
import { openPerson } from "../harness/open-person";
import { giveAccess } from "../harness/people";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface RoleBody {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly is_built_in: boolean;
  readonly is_active: boolean;
  readonly permissions: readonly string[];
  readonly version: number;
}

interface AccessBody {
  readonly roles: readonly { readonly id: string; readonly code: string }[];
  readonly branches: readonly { readonly id: string; readonly code: string }[];
  readonly permissions: readonly string[];
}

let app: TestApp;
let other: AnotherApi;
let scope: PartnerDatabase;
let admin: Person;
let branches: readonly string[];

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  other = startAnotherApi(app);
  ({ scope } = await app.createPartner());
  admin = await openPerson(app, scope, { role: "partner_admin" });
  branches = await addBranches(scope);
});

afterAll(async () => {
  other.close();
  await app.close();
});

async function addBranches({ db }: PartnerDatabase): Promise<string[]> {
  const rows = ["DAC", "CGP"].map((code) => ({
    public_id: newId("branch"),
    branch_code: code,
    branch_name: code,
  }));
  await db.insertInto("branches").values(rows).execute();
  return rows.map(({ public_id }) => public_id);
}

async function roleId(code: string): Promise<string> {
  const { body } = await admin.client.get<{ data: RoleBody[] }>("/v1/roles");
  const role = body.data.find((one) => one.code === code);
  if (role === undefined) throw new Error(`there is no role ${code}`);
  return role.id;
}

let roles = 0;

async function createRole(permissions: readonly string[], by = admin): Promise<RoleBody> {
  roles += 1;
  const role = { code: `desk_${roles}`, name: `Desk ${roles}`, permissions };
  return expectStatus(201, await by.client.post<RoleBody>("/v1/roles", role));
}

function grant(user: Person, id: string, by = admin) {
  return by.client.post<AccessBody & ProblemBody>(`/v1/users/${user.user.id}/roles`, {
    role_id: id,
  });
}

function take(user: Person, id: string, by = admin) {
  const path = `/v1/users/${user.user.id}/roles/${id}/take`;
  return by.client.post<AccessBody & ProblemBody>(path);
}

function holdTo(user: Person, ids: readonly string[], by = admin) {
  const path = `/v1/users/${user.user.id}/branches`;
  return by.client.post<AccessBody & ProblemBody>(path, { branch_ids: ids });
}

async function statusOf(api: Pick<TestApp, "request">, { token }: Person, path = "/v1/customers") {
  const response = await api.request(path, { headers: { Authorization: `Bearer ${token}` } });
  return response.status;
}

/** Long before what is remembered is forgotten by its age. */
async function awaitStatus(person: Person, status: number): Promise<void> {
  await awaitCondition(
    `${status}`,
    async () => ((await statusOf(other, person)) === status ? true : undefined),
    10_000,
  );
}

async function auditOf(id: string): Promise<string[]> {
  const rows = await scope.db
    .selectFrom("audit_logs")
    .select("event_type")
    .where("target_entity_id", "=", id)
    .orderBy("audit_log_id")
    .execute();
  return rows.map((row) => row.event_type);
}

describe("a role of the partner's own", () => {
  test("is made, changed and switched off and on, each in its history and the audit", async () => {
    const role = await createRole(["ticket.read.partner", "booking.read.partner"]);
    expect(role).toMatchObject({
      is_built_in: false,
      is_active: true,
      permissions: ["booking.read.partner", "ticket.read.partner"],
      version: 1,
    });
    const path = `/v1/roles/${role.id}`;
    const content = { name: "Desk", permissions: ["ticket.read.partner"] };
    const changed = await admin.client.put<RoleBody>(path, content, { "If-Match": '"v1"' });
    expect(changed).toMatchObject({ status: 200, body: { name: "Desk", version: 2 } });
    expect(changed.headers.get("ETag")).toBe('"v2"');
    for (const [act, isActive] of [
      ["deactivate", false],
      ["activate", true],
    ] as const) {
      const { body } = await admin.client.post<RoleBody>(`${path}/${act}`);
      expect(body.is_active).toBe(isActive);
    }
    expect((await admin.client.get(path)).body).toMatchObject({ version: 4, name: "Desk" });
    expect(await auditOf(role.id)).toEqual([
      "role.created",
      "role.changed",
      "role.deactivated",
      "role.activated",
    ]);
    const history = await scope.db
      .selectFrom("role_history")
      .select(["change_type", "version"])
      .where("public_id", "=", role.id)
      .orderBy("history_id")
      .execute();
    expect(history.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  test("is not overwritten by who has not seen it as it is", async () => {
    const role = await createRole(["ticket.read.partner"]);
    const content = { name: "Desk", permissions: ["ticket.read.partner"] };
    const path = `/v1/roles/${role.id}`;
    expect((await admin.client.put(path, content)).status).toBe(428);
    const stale = await admin.client.put<ProblemBody>(path, content, { "If-Match": '"v7"' });
    expect(stale).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
  });

  test("has a code that no other has", async () => {
    const { code } = await createRole(["ticket.read.partner"]);
    const again = { code, name: "Again", permissions: ["ticket.read.partner"] };
    const answer = await admin.client.post<ProblemBody>("/v1/roles", again);
    expect(answer).toMatchObject({ status: 409, body: { code: "duplicate_code" } });
  });

  test("is of what its maker may do, also when it is changed or switched on", async () => {
    const wide = await createRole(["booking.issue.partner", "ticket.read.partner"]);
    const editor = await openPerson(app, scope, {});
    const editing = await createRole([
      "role.create.partner",
      "role.update.partner",
      "role.grant.partner",
      "role.read.partner",
      "ticket.read.partner",
    ]);
    expectStatus(200, await grant(editor, editing.id));
    await createRole(["ticket.read.partner"], editor);
    const content = { name: "Wider", permissions: ["booking.issue.partner"] };
    const refusals = [
      await editor.client.post<ProblemBody>("/v1/roles", { code: "wider", ...content }),
      await editor.client.put<ProblemBody>(`/v1/roles/${editing.id}`, content, {
        "If-Match": '"v1"',
      }),
      await editor.client.put<ProblemBody>(
        `/v1/roles/${wide.id}`,
        { name: "Narrower", permissions: ["ticket.read.partner"] },
        { "If-Match": '"v1"' },
      ),
      await editor.client.post<ProblemBody>(`/v1/roles/${wide.id}/deactivate`),
      await grant(await openPerson(app, scope, {}), wide.id, editor),
      await take(admin, await roleId("partner_admin"), editor),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(
      refusals.map(() => [403, "permission_not_held"]),
    );
  });
});

describe("a built-in role", () => {
  test.each(["deactivate", "activate"])("refuses to %s", async (act) => {
    const path = `/v1/roles/${await roleId("travel_agent")}/${act}`;
    const answer = await admin.client.post<ProblemBody>(path);
    expect(answer).toMatchObject({ status: 422, body: { code: "role_built_in" } });
  });

  test("says what it may do, and is not changed", async () => {
    const path = `/v1/roles/${await roleId("travel_agent")}`;
    const { body } = await admin.client.get<RoleBody>(path);
    expect(body.permissions).toContain("booking.issue.partner");
    const content = { name: "Agent", permissions: ["ticket.read.partner"] };
    const answer = await admin.client.put<ProblemBody>(path, content, { "If-Match": '"v1"' });
    expect(answer).toMatchObject({ status: 422, body: { code: "role_built_in" } });
  });

  test("comes to partners that were there before it, once", async () => {
    const { scope: older } = await app.createPartner();
    const cashiers = async () => {
      const rows = await older.db
        .selectFrom("roles")
        .select("role_code")
        .where("role_code", "=", "cashier")
        .execute();
      return rows.length;
    };
    await older.db
      .updateTable("roles")
      .set({ role_code: "was_cashier" })
      .where("role_code", "=", "cashier")
      .execute();
    expect(await cashiers()).toBe(0);
    const added = await Promise.all([
      ensureBuiltInRoles(app.database, nowAsDateTime()),
      ensureBuiltInRoles(app.database, nowAsDateTime()),
    ]);
    expect(await cashiers()).toBe(1);
    expect(added.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(1);
    expect(await ensureBuiltInRoles(app.database, nowAsDateTime())).toBe(0);
  });
});

describe("a person's roles", () => {
  test("are given and taken by another, and tell what the person may do", async () => {
    const person = await openPerson(app, scope, {});
    expect(await statusOf(other, person)).toBe(403);
    const agent = await roleId("travel_agent");
    const granted = await grant(person, agent);
    expect(granted).toMatchObject({ status: 200, body: { roles: [{ code: "travel_agent" }] } });
    expect(granted.body.permissions).toContain("booking.issue.partner");
    expect(await statusOf(app, person)).toBe(200);
    await awaitStatus(person, 200);
    expect((await grant(person, agent)).body.roles).toHaveLength(1);
    expectStatus(200, await take(person, agent));
    expect(await statusOf(app, person)).toBe(403);
    await awaitStatus(person, 403);
    expect((await take(person, agent)).body.permissions).toEqual([]);
    expectStatus(200, await grant(person, agent));
    await awaitStatus(person, 200);
    expect(await auditOf(person.user.id)).toEqual([
      "user.role_granted",
      "user.role_taken",
      "user.role_granted",
    ]);
    const history = await scope.db
      .selectFrom("user_role_history")
      .select("change_type")
      .where("user_id", "=", person.user.userId)
      .orderBy("history_id")
      .execute();
    expect(history.map(({ change_type }) => change_type)).toEqual(["INSERT", "UPDATE", "INSERT"]);
  });

  test("change with the role: for all who have it, in every process", async () => {
    const person = await openPerson(app, scope, {});
    const role = await createRole(["customer.read.partner"]);
    expectStatus(200, await grant(person, role.id));
    await awaitStatus(person, 200);
    const narrowed = { name: role.name, permissions: ["ticket.read.partner"] };
    const path = `/v1/roles/${role.id}`;
    expectStatus(200, await admin.client.put(path, narrowed, { "If-Match": '"v1"' }));
    await awaitStatus(person, 403);
    const widened = { name: role.name, permissions: ["customer.read.partner"] };
    expectStatus(200, await admin.client.put(path, widened, { "If-Match": '"v2"' }));
    await awaitStatus(person, 200);
    expectStatus(200, await admin.client.post(`${path}/deactivate`));
    await awaitStatus(person, 403);
    const late = await grant(await openPerson(app, scope, {}), role.id);
    expect(late).toMatchObject({ status: 422, body: { code: "role_inactive" } });
  });

  test("are remembered in Redis, and read from the database where it is away", async () => {
    const person = await openPerson(app, scope, { role: "travel_agent" });
    expect(await statusOf(app, person)).toBe(200);
    const key = `partner:${scope.partner}:access:${person.user.id}`;
    expect(JSON.parse((await app.redis.get(key)) ?? "{}")).toMatchObject({ branches: null });
    expect(await app.redis.pttl(key)).toBeGreaterThan(0);
    const alone = startAnotherApi(app, { redisUrl: "redis://127.0.0.1:1" });
    try {
      expect(await statusOf(alone, person)).toBe(200);
      const nobody = await openPerson(app, scope, {});
      expect(await statusOf(alone, nobody)).toBe(403);
      const granted = await openPerson(app, scope, {});
      expectStatus(200, await grant(granted, await roleId("travel_agent")));
      expect(await statusOf(alone, granted)).toBe(200);
    } finally {
      alone.close();
    }
  });

  test("are not the person's own to change", async () => {
    const agent = await roleId("travel_agent");
    const answers = [
      await grant(admin, agent),
      await take(admin, agent),
      await holdTo(admin, [branches[0] ?? ""]),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [403, "own_access"]),
    );
  });

  test("leave the partner an administrator of all branches, whoever asks at once", async () => {
    const own = await app.createPartner();
    const [one, two] = [
      await openPerson(app, own.scope, { role: "partner_admin" }),
      await openPerson(app, own.scope, { role: "partner_admin" }),
    ];
    const { body } = await one.client.get<{ data: RoleBody[] }>("/v1/roles");
    const id = body.data.find(({ code }) => code === "partner_admin")?.id ?? "";
    const [branch = ""] = await addBranches(own.scope);
    const both = await Promise.all([take(two, id, one), take(one, id, two)]);
    const statuses = both.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const [left, gone] = statuses[0] === 200 ? [one, two] : [two, one];
    const service = { user: left.user, token: own.token, client: apiClient(app, own.token) };
    const refusals = [
      await take(left, id, { ...service, tokenId: "" }),
      await holdTo(left, [branch], { ...service, tokenId: "" }),
    ];
    expect(refusals.map(({ status, body: refused }) => [status, refused.code])).toEqual([
      [409, "last_admin"],
      [409, "last_admin"],
    ]);
    expectStatus(200, await grant(gone, id, left));
  });
});

describe("a person's branches", () => {
  test("are set and lifted, and go with what the person's tokens may do", async () => {
    const person = await openPerson(app, scope, { role: "travel_agent" });
    const [dhaka = "", chattogram = ""] = branches;
    const held = await holdTo(person, [dhaka, chattogram]);
    expect(held.body.branches.map(({ code }) => code)).toEqual(["CGP", "DAC"]);
    expect((await holdTo(person, [chattogram])).body.branches).toHaveLength(1);
    expect((await holdTo(person, [])).body.branches).toEqual([]);
    expect(await auditOf(person.user.id)).toEqual([
      "user.branches_changed",
      "user.branches_changed",
      "user.branches_changed",
    ]);
    const unknown = await holdTo(person, [newId("branch")]);
    expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("of who is held to some are all that they can give", async () => {
    const [dhaka = "", chattogram = ""] = branches;
    const manager = await openPerson(app, scope, { role: "partner_admin", branch: "DAC" });
    const near = await openPerson(app, scope, { branch: "DAC" });
    const everywhere = await openPerson(app, scope, {});
    const agent = await roleId("travel_agent");
    expectStatus(200, await grant(near, agent, manager));
    const refusals = [
      await grant(everywhere, agent, manager),
      await holdTo(near, [], manager),
      await holdTo(near, [dhaka, chattogram], manager),
      await holdTo(everywhere, [dhaka], manager),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(
      refusals.map(() => [403, "branch_not_allowed"]),
    );
  });
});

test("another partner's roles, people and branches are not there", async () => {
  const stranger = await app.createPartner();
  const client = apiClient(app, stranger.token);
  const person = await openPerson(app, scope, {});
  const foreign = await roleId("travel_agent");
  const own = await openPerson(app, stranger.scope, {});
  await giveAccess(stranger.scope, own.user.userId, { role: "auditor" });
  const statuses = [
    await client.get(`/v1/roles/${foreign}`),
    await client.get(`/v1/users/${person.user.id}/access`),
    await client.post(`/v1/users/${own.user.id}/roles`, { role_id: foreign }),
    await client.post(`/v1/users/${own.user.id}/branches`, { branch_ids: [branches[0]] }),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});
