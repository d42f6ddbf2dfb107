import type { Connection } from "mysql2/promise";

import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { openDatabase } from "../../db/pool";
import { awaitCondition } from "../harness/await-condition";
import { openMigrationConnection, openTestDatabase } from "../harness/database";
import type { FaultProxy, ProxyMode } from "../harness/fault-proxy";
import { startFaultProxy } from "../harness/fault-proxy";
import type { IssuableBooking } from "../harness/issuable-booking";
import { commitIssuance, createIssuableBooking } from "../harness/issuable-booking";
import type { Ledger } from "../harness/ledger";
import { openLedger, post } from "../harness/ledger";
import { countRows } from "../harness/table-rows";

let database: DatabaseHandle;
let proxy: FaultProxy;
/** The same database, through the proxy. */
let remote: DatabaseHandle;
let connection: Connection;
/** Sent through the proxy. */
let statements = 0;

const commandQuery = 3;

beforeAll(async () => {
  database = openTestDatabase();
  connection = await openMigrationConnection();
  proxy = await startFaultProxy({
    ...database.address,
    onRequest: (data) => {
      const isSetting = data.subarray(5, 16).toString() === "SET SESSION";
      if (data[4] === commandQuery && !isSetting) statements += 1;
    },
  });
  remote = openDatabase({ ...database.address, port: proxy.port }, { connectionLimit: 4 });
});

afterEach(() => proxy.setMode({ kind: "pass" }));

afterAll(async () => {
  await remote.close();
  await proxy.close();
  await connection.end();
  await database.close();
});

/** What happened to the COMMIT, and not that a rollback could not be sent any more. */
const connectionLost = /ECONNRESET|EPIPE|Connection lost/;
const losesCommitReply: ProxyMode = { kind: "dropReply", matching: /commit/i, times: 1 };

async function openRemoteLedger(): Promise<Ledger> {
  const ledger = await openLedger(database);
  return { ...ledger, scope: await createPartnerScopes(remote)(ledger.scope.partner) };
}

async function prepare(): Promise<{ ledger: Ledger; booking: IssuableBooking }> {
  const ledger = await openLedger(database);
  return { ledger, booking: await createIssuableBooking(ledger, { passengers: 3 }) };
}

describe("a COMMIT whose reply is lost", () => {
  test("has committed, and says so by an error only", async () => {
    const ledger = await openRemoteLedger();
    const before = proxy.droppedCount();
    proxy.setMode(losesCommitReply);
    await expect(post(ledger)).rejects.toThrow(connectionLost);
    expect(proxy.droppedCount()).toBe(before + 1);
    const counts = await countRows(connection, ledger.scope.partnerId);
    expect(counts["journal_entries"]).toBe(1);
    expect(counts["journal_entry_lines"]).toBe(2);
  });

  test("of an issuance is found again: the second run returns the first one's entry, and writes nothing", async () => {
    const { ledger, booking } = await prepare();
    proxy.setMode(losesCommitReply);
    await expect(commitIssuance(remote, booking)).rejects.toThrow(connectionLost);
    const after = await countRows(connection, ledger.scope.partnerId);
    expect(after["journal_entries"]).toBe(1);
    expect(after["booking_tickets"]).toBe(3);

    const result = await commitIssuance(remote, booking);
    const entry = await ledger.scope.db
      .selectFrom("journal_entries")
      .select(["public_id", "entry_number", "posting_key"])
      .executeTakeFirstOrThrow();
    expect(result).toMatchObject({
      bookingId: booking.bookingId,
      journalEntryId: entry.public_id,
      entryNumber: entry.entry_number,
      ticketNumbers: booking.documents.flatMap(({ numbers }) => numbers),
    });
    expect(entry.posting_key).toBe(`issue:${booking.bookingId}`);
    expect(await countRows(connection, ledger.scope.partnerId)).toEqual(after);
  });

  test("of an issuance is found again by as many runs as there are, at the same time", async () => {
    const { ledger, booking } = await prepare();
    proxy.setMode(losesCommitReply);
    await expect(commitIssuance(remote, booking)).rejects.toThrow(connectionLost);
    const after = await countRows(connection, ledger.scope.partnerId);
    const results = await Promise.all(
      Array.from({ length: 8 }, () => commitIssuance(database, booking)),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await countRows(connection, ledger.scope.partnerId)).toEqual(after);
  });

  test("leaves the operation with the result that the caller may ask for", async () => {
    const { ledger, booking } = await prepare();
    proxy.setMode(losesCommitReply);
    await expect(commitIssuance(remote, booking)).rejects.toThrow(connectionLost);
    const operation = await ledger.scope.db
      .selectFrom("operations")
      .select(["status", "stage", "result_payload"])
      .where("public_id", "=", booking.input.operationId)
      .executeTakeFirstOrThrow();
    expect(operation).toMatchObject({ status: "succeeded", stage: "issued" });
    expect(JSON.parse(operation.result_payload ?? "null")).toEqual(
      await commitIssuance(database, booking),
    );
  });
});

describe("a connection that is lost before its COMMIT", () => {
  test.each<[string, ProxyMode]>([
    [
      "in the middle of the writing",
      { kind: "dropReply", matching: /insert into `journal_entries`/, times: 1 },
    ],
    [
      "after everything is written",
      { kind: "dropReply", matching: /insert into `journal_entry_lines`/, times: 1 },
    ],
  ])("%s leaves nothing, and the next run writes everything once", async (_, mode) => {
    const { ledger, booking } = await prepare();
    const before = await countRows(connection, ledger.scope.partnerId);
    proxy.setMode(mode);
    await expect(commitIssuance(remote, booking)).rejects.toThrow(connectionLost);
    expect(await countRows(connection, ledger.scope.partnerId)).toEqual(before);
    const result = await commitIssuance(remote, booking);
    expect(result.entryNumber).toBe(1);
    expect((await countRows(connection, ledger.scope.partnerId))["journal_entries"]).toBe(1);
  });
});

describe("commitIssuance", () => {
  test("writes once when eight run at the same time, and all get one answer", async () => {
    const { ledger, booking } = await prepare();
    const [first, ...others] = await Promise.all(
      Array.from({ length: 8 }, () => commitIssuance(database, booking)),
    );
    expect(others).toEqual(others.map(() => first));
    const counts = await countRows(connection, ledger.scope.partnerId);
    expect(counts["journal_entries"]).toBe(1);
    expect(counts["booking_tickets"]).toBe(3);
  });

  test("takes as many statements for nine passengers as for two", async () => {
    const ledger = await openLedger(database);
    const statementsFor = async (passengers: number): Promise<number> => {
      const booking = await createIssuableBooking(ledger, { passengers });
      statements = 0;
      await commitIssuance(remote, booking);
      return statements;
    };
    await statementsFor(1);
    const two = await statementsFor(2);
    expect(await statementsFor(9)).toBe(two);
    expect(two).toBeGreaterThan(10);
  });
});

describe("the fault proxy", () => {
  test("delays, resets and swallows, and lets everything pass again", async () => {
    const ledger = await openRemoteLedger();
    proxy.setMode({ kind: "delay", delayMs: 40 });
    const started = Date.now();
    await post(ledger);
    expect(Date.now() - started).toBeGreaterThan(400);
    proxy.setMode({ kind: "reset" });
    await expect(post(ledger)).rejects.toThrow(connectionLost);
    proxy.setMode({ kind: "pass" });
    const entry = await awaitCondition("a connection that is not one of those reset", () =>
      post(ledger).catch(() => undefined),
    );
    expect(entry.entryNumber).toBe(2);
    proxy.setMode({ kind: "blackhole" });
    const swallowed = post(ledger).then(
      () => "answered",
      () => "failed",
    );
    proxy.setMode({ kind: "reset" });
    expect(await swallowed).toBe("failed");
  });
});
