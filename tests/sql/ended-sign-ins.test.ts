import { sql } from "kysely";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { deleteEndedSignIns } from "../../db/write/delete-ended-sign-ins";
import { createTestPartner, openTestDatabase } from "../harness/database";
import { addUser } from "../harness/people";

let database: DatabaseHandle;
let scope: PartnerDatabase;
let userId: number;

beforeAll(async () => {
  database = openTestDatabase();
  scope = await createTestPartner(database);
  userId = await addUser(scope);
});

afterAll(() => database.close());

/** With a refresh token of its own; expires and was revoked so many days from now. */
async function addSignIn(days: { expires: number; revoked?: number }): Promise<number> {
  const inDays = (count: number) => sql<string>`UTC_TIMESTAMP(6) + INTERVAL ${count} DAY`;
  const { insertId } = await scope.db
    .insertInto("refresh_token_families")
    .values({
      public_id: newId("session"),
      user_id: userId,
      session_epoch: 0,
      assurance_level: 1,
      authenticated_at: inDays(-60),
      expires_at: inDays(days.expires),
      last_used_at: inDays(-60),
      revoked_at: days.revoked === undefined ? null : inDays(days.revoked),
    })
    .executeTakeFirstOrThrow();
  const id = Number(insertId);
  const secret = String(id).padStart(64, "0");
  await scope.db
    .insertInto("refresh_tokens")
    .values({ refresh_token_family_id: id, secret_hash: secret })
    .execute();
  return id;
}

async function standing(table: "refresh_token_families" | "refresh_tokens"): Promise<number[]> {
  const rows = await scope.db
    .selectFrom(table)
    .select("refresh_token_family_id as id")
    .orderBy("refresh_token_family_id")
    .execute();
  return rows.map(({ id }) => id);
}

describe("deleteEndedSignIns", () => {
  test("deletes what ended thirty days ago, with its tokens, in batches", async () => {
    await addSignIn({ expires: -31 });
    await addSignIn({ expires: 5, revoked: -31 });
    await addSignIn({ expires: -40 });
    const kept = [
      await addSignIn({ expires: -29 }),
      await addSignIn({ expires: 5, revoked: -29 }),
      await addSignIn({ expires: 5 }),
    ];
    const first = await deleteEndedSignIns(database, 2);
    expect(first).toEqual({ count: 2, isLast: false });
    while (!(await deleteEndedSignIns(database, 2)).isLast);
    expect(await standing("refresh_token_families")).toEqual(kept);
    expect(await standing("refresh_tokens")).toEqual(kept);
  });
});
