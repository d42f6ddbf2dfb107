import { readFileSync } from "node:fs";

import type { RowDataPacket } from "mysql2/promise";

import { startOpenIdSandbox } from "../../../suppliers/openid/sandbox";
import * as persons from "../../harness/acts/acts-of-people";
import * as books from "../../harness/acts/acts-of-the-books";
import type { Scene } from "../../harness/acts/scene";
import { openBookkeepers } from "../../harness/bookkeepers";
import { crowdActs } from "../../harness/crowds";
import { openMigrationConnection } from "../../harness/database";
import { createOneOfEverything } from "../../harness/one-of-everything";
import { ruleIssuer } from "../../harness/openid";
import { recordActs } from "../../harness/recorded-acts";
import { readSchema } from "../../harness/schema";
import { createPerson } from "../../harness/sign-in";
import { startTestApp } from "../../harness/test-app";

/** Routes that are no GET, and whose success leaves no audit row: why not. */
const unaudited: Readonly<Record<string, string>> = {
  "POST /v1/ledger/verification": "reads; the verification it stores is its own record",
  "POST /v1/audit/verification": "reads; the verification it stores is its own record",
  "POST /v1/periods/{period_id}/check": "reads; the checklist it stores is its own record",
  "POST /v1/auth/refresh": "goes on with a sign-in that is audited; a token used twice is audited",
  "POST /v1/auth/oidc/start": "nobody is known yet",
  "POST /v1/auth/identities": "begins; the link is audited when the issuer has answered",
  "POST /v1/auth/register/verify": "goes on with the registration, whose request the rows name",
};

/** Routes that read what is sent to them: nothing is done, and the same key does it anew. */
const readings: readonly string[] = ["POST /v1/bsp-column-previews"];

/** Routes whose success is tried elsewhere, with its audit row. */
const elsewhere: Readonly<Record<string, string>> = {
  "POST /v1/operations/{operation_id}/resolve": "tests/integration/resolve-operation.test.ts",
  "POST /v1/operations/{operation_id}/cancel": "tests/integration/export-report.test.ts",
  "POST /v1/bsp-exceptions/accept": "tests/integration/bsp-postings.test.ts",
  "POST /v1/bsp-files/{bsp_file_id}/cancel": "tests/integration/bsp-files.test.ts",
  "POST /v1/partner/exports": "tests/integration/partner-export.test.ts",
  ...Object.fromEntries(
    [
      "POST /v1/auth/passkeys",
      "POST /v1/auth/passkeys/registration-options",
      "POST /v1/auth/passkeys/step-up-options",
      "POST /v1/auth/passkeys/sign-in-options",
      "POST /v1/auth/passkeys/sign-in",
      "POST /v1/auth/passkeys/{passkey_id}/rename",
      "DELETE /v1/auth/passkeys/{passkey_id}",
    ].map((route) => [route, "tests/integration/passkeys.test.ts"]),
  ),
  "POST /v1/partner/deletion": "tests/integration/partner-deletion.test.ts",
  "POST /v1/partner/deletion/confirm": "tests/integration/partner-deletion.test.ts",
  "POST /v1/partner/deletion/cancel": "tests/integration/partner-deletion.test.ts",
  "POST /v1/partner/subscription": "tests/integration/subscription.test.ts",
};

let scene: Scene;
let acts: ReturnType<typeof recordActs>["acts"];
/** Each act under a partner is asked for by a crowd with one key. */
let crowds: ReturnType<typeof crowdActs>["crowds"];

beforeAll(async () => {
  const issuer = ruleIssuer(await startOpenIdSandbox({ port: 0 }));
  const unrecorded = await startTestApp({ trustedIssuers: [issuer.issuer] });
  const crowded = crowdActs(unrecorded);
  ({ crowds } = crowded);
  const recorded = recordActs(crowded.app);
  ({ acts } = recorded);
  const { app } = recorded;
  const people = await openBookkeepers(app);
  const ids = new Map(await createOneOfEverything(people, "MARKED"));
  scene = { app, unrecorded, people, ids, issuer, scopes: [people.scope] };
}, 120_000);

afterAll(() => Promise.all([scene.app.close(), scene.issuer.stop()]));

async function rowsOf(requestId: string) {
  const found = await Promise.all(
    scene.scopes.map(({ db }) =>
      db
        .selectFrom("audit_logs")
        .select(["event_type", "actor_type", "actor_id", "target_entity_id", "ip_address"])
        .where("request_id", "=", requestId)
        .execute(),
    ),
  );
  return found.flat();
}

const isOfPairs = (diff: readonly unknown[]) =>
  diff.length > 0 && diff.every((pair) => Array.isArray(pair) && pair.length === 2);

describe("every act that changes something", () => {
  test("is done by somebody who may", async () => {
    await books.keepCustomers(scene);
    await books.keepMasterData(scene);
    await books.keepBooks(scene);
    await books.keepRecurring(scene);
    await books.keepPeriods(scene);
    await books.acceptPrice(scene);
    await books.answerSchedule(scene);
    await books.splitReservation(scene);
    await books.reportCoupons(scene);
    await books.refundTickets(scene);
    await books.decideOnMemos(scene);
    await books.voidAndCancel(scene);
    await books.exchangeTickets(scene);
    await books.keepBspFiles(scene);
    await books.keepPolicies(scene);
    await persons.keepAccess(scene);
    await persons.keepPeople(scene);
    await persons.closeAccount(scene);
    await persons.signUpAgency(scene);
    expect(acts.length).toBeGreaterThan(80);
  }, 120_000);

  test("is done by a person who has signed in", async () => {
    const before = acts.length;
    const { signInAndOut, changePasswords, useSecondFactor, useApp, useIssuer } = persons;
    for (const act of [signInAndOut, changePasswords, useSecondFactor, useApp, useIssuer]) {
      await act(scene, await createPerson(scene.people.scope, ["auditor"]));
    }
    expect(acts.length).toBeGreaterThan(before + 20);
  }, 120_000);

  test("is done once for a crowd with one key, and answered so again later", async () => {
    const wrong: string[] = [];
    for (const { request, requestIds, turnedAway, actedCount, later } of crowds) {
      const written = await Promise.all(requestIds.map(rowsOf));
      // Of a request that does two things, one of the crowd may do the first, and another the second.
      const done = written.flatMap((rows) => [...new Set(rows.map((row) => row.event_type))]);
      const twice = done.filter((event, index) => done.indexOf(event) !== index);
      const isInUse = turnedAway.every((code) => code === "idempotency_key_in_use");
      if (actedCount !== 1 || twice.length > 0 || !isInUse) {
        wrong.push(
          `${request}: ${actedCount} acted, twice: ${twice.join(" ")}, ${turnedAway.join(" ")}`,
        );
      }
      if (!(later.isReplay && later.isSame)) wrong.push(`${request} later: ${later.text}`);
    }
    expect(wrong).toEqual([]);
    expect(crowds.length).toBeGreaterThan(80);
  });

  test("leaves an audit row of its request: who, from where, on what", async () => {
    const bare: string[] = [];
    for (const { route, requestId } of acts) {
      if (route in unaudited) continue;
      const rows = await rowsOf(requestId);
      const told = rows.filter(
        (row) =>
          row.ip_address !== null &&
          row.target_entity_id !== "" &&
          (row.actor_id !== null || row.actor_type === "system"),
      );
      if (told.length === 0) bare.push(`${route} ${JSON.stringify(rows)}`);
    }
    expect([...new Set(bare)]).toEqual([]);
  });

  test("leaves what was before and what is after, of each row that it changed", async () => {
    const connection = await openMigrationConnection();
    const { tables } = await readSchema(connection);
    const histories = tables.filter(({ columns }) =>
      columns.some(({ name }) => name === "diff_json"),
    );
    const bare: string[] = [];
    let changes = 0;
    for (const { name } of histories) {
      const [rows] = await connection.query<RowDataPacket[]>(
        "SELECT diff_json FROM ?? WHERE change_type = 'UPDATE' AND partner_id IN (?)",
        [name, scene.scopes.map(({ partnerId }) => partnerId)],
      );
      changes += rows.length;
      const diffs = rows.map((row) => Object.values(JSON.parse(String(row["diff_json"]))));
      if (diffs.some((diff) => !isOfPairs(diff))) bare.push(name);
    }
    await connection.end();
    // Of somebody who was erased: what was before is what is to be forgotten.
    expect(bare).toEqual(["customer_history"]);
    expect(changes).toBeGreaterThan(20);
  });

  test("is tried here, or a reason is given", () => {
    const tried = new Set(acts.map(({ route }) => route));
    const routes = scene.app.contract.operations
      .filter(({ method, path }) => method !== "GET" && path.startsWith("/v1/"))
      .map(({ method, path }) => `${method} ${path}`);
    const untried = routes.filter((route) => !tried.has(route) && !(route in elsewhere));
    expect(untried).toEqual(readings);
    expect(Object.keys(elsewhere).filter((route) => tried.has(route))).toEqual([]);
    for (const file of Object.values(elsewhere)) {
      expect(readFileSync(file, "utf8")).toMatch(/audit/);
    }
    expect([Object.keys(unaudited).length, Object.keys(elsewhere).length]).toEqual([7, 16]);
  });
});
