import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { permissions } from "../../domain/permissions";
import { builtInRoles } from "../../domain/roles";
import { getUserAccess } from "../../services/role/get-user-access";
import { openTestDatabase } from "../harness/database";
import { openLedger } from "../harness/ledger";
import { addUser, giveAccess } from "../harness/people";

let database: DatabaseHandle;
let scope: PartnerDatabase;

beforeAll(async () => {
  database = openTestDatabase();
  ({ scope } = await openLedger(database));
  for (const code of ["DAC", "CGP"]) {
    await scope.db
      .insertInto("branches")
      .values({ public_id: newId("branch"), branch_code: code, branch_name: code })
      .execute();
  }
});

afterAll(() => database.close());

async function addRole(code: string, allowed: string): Promise<void> {
  await scope.db
    .insertInto("roles")
    .values({ public_id: newId("role"), role_code: code, role_name: code, permissions: allowed })
    .execute();
}

describe("a person's access", () => {
  test("is nothing without a role, in all branches", async () => {
    const access = await getUserAccess(scope, await addUser(scope));
    expect(access).toEqual({ permissions: new Set() });
  });

  test.each(builtInRoles)(
    "is what this release says of $name",
    async ({ code, permissions: all }) => {
      const userId = await addUser(scope);
      await giveAccess(scope, userId, { role: code });
      expect((await getUserAccess(scope, userId)).permissions).toEqual(new Set(all));
    },
  );

  test("is what all roles together say, known permissions alone, in the branches given", async () => {
    await addRole("desk", "booking.read.partner no.such.thing");
    await addRole("till", "ticket.read.partner booking.read.partner");
    const userId = await addUser(scope);
    await giveAccess(scope, userId, { role: "desk", branch: "CGP" });
    await giveAccess(scope, userId, { role: "till" });
    const { branch_id } = await scope.db
      .selectFrom("branches")
      .select("branch_id")
      .where("branch_code", "=", "CGP")
      .executeTakeFirstOrThrow();
    expect(await getUserAccess(scope, userId)).toEqual({
      permissions: new Set(["booking.read.partner", "ticket.read.partner"]),
      branches: new Set([branch_id]),
    });
  });

  test.each([
    [
      "the role is taken away",
      "user_roles",
      { is_current: null, revoked_at: "2026-11-21 08:00:00" },
    ],
    ["the role is switched off", "roles", { is_active: 0 }],
    ["the person is disabled", "users", { status: "disabled" }],
    ["the person is deleted", "users", { deleted_at: "2026-11-21 08:00:00" }],
  ] as const)("is nothing once %s", async (_, table, change) => {
    const own = (await openLedger(database)).scope;
    const userId = await addUser(own);
    await giveAccess(own, userId, { role: "partner_admin" });
    expect((await getUserAccess(own, userId)).permissions).toEqual(new Set(permissions));
    await own.db.updateTable(table).set(change).execute();
    expect((await getUserAccess(own, userId)).permissions).toEqual(new Set());
  });
});
