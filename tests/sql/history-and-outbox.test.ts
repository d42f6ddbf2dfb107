import { listEventsToPublish, markDispatched, markPublished } from "../../db/events/outbox-rows";
import { historicColumns } from "../../db/generated/database";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import { nowAsDateTime, openTestDatabase } from "../harness/database";
import { openFurnishedPartner } from "../harness/furnished-partner";
import type { IssuableBooking } from "../harness/issuable-booking";
import type { Ledger } from "../harness/ledger";
import { openLedger } from "../harness/ledger";

let database: DatabaseHandle;
let ledger: Ledger;
let booking: IssuableBooking;

beforeAll(async () => {
  database = openTestDatabase();
  ({ ledger, booking } = await openFurnishedPartner(database));
});

afterAll(() => database.close());

describe("a booking's history", () => {
  test("mirrors each row as it was left, with what changed as before and after", async () => {
    const { db } = ledger.scope;
    const rows = await db
      .selectFrom("booking_history")
      .selectAll()
      .where("public_id", "=", booking.bookingId)
      .orderBy("history_id")
      .execute();
    const now = await db
      .selectFrom("bookings")
      .selectAll()
      .where("public_id", "=", booking.bookingId)
      .executeTakeFirstOrThrow();
    expect(rows.map(({ change_type, state, version }) => [change_type, state, version])).toEqual([
      ["INSERT", "HELD", 1],
      ["UPDATE", "ISSUED", 2],
    ]);
    const [, last] = rows;
    expect(JSON.parse(last?.diff_json ?? "{}")).toEqual({
      state: ["HELD", "ISSUED"],
      issued_at: [null, now.issued_at],
      issued_on: [null, now.issued_on],
    });
    const mirrored = Object.fromEntries(
      historicColumns.bookings.map((column) => [column, last?.[column]]),
    );
    expect(mirrored).toEqual(now);
    expect(last?.changed_at).toBe(now.issued_at);
  });

  test("is written for each ticket of an issuance", async () => {
    const rows = await ledger.scope.db
      .selectFrom("booking_ticket_history")
      .select(["ticket_number", "change_type", "status"])
      .where(
        "ticket_number",
        "in",
        booking.documents.flatMap(({ numbers }) => numbers),
      )
      .orderBy("ticket_number")
      .execute();
    expect(rows).toEqual(
      booking.documents.map(({ numbers: [number] }) => ({
        ticket_number: number,
        change_type: "INSERT",
        status: "ISSUED",
      })),
    );
  });
});

describe("writeHistory", () => {
  test("mirrors the partner's own rows only, whatever ids it is given", async () => {
    const other = await openLedger(database);
    const before = await countCustomerHistory();
    await inTransaction(ledger.scope, (transaction) =>
      writeHistory(transaction, {
        table: "customers",
        ids: [other.customer.id],
        type: "UPDATE",
        at: nowAsDateTime(),
        changes: { display_name: ["a", "b"] },
      }),
    );
    expect(await countCustomerHistory()).toEqual(before);
  });

  test("mirrors many rows in one statement, each with its own columns", async () => {
    const own = await openLedger(database);
    const accounts = await own.scope.db
      .selectFrom("chart_of_accounts")
      .select(["account_id", "account_code"])
      .orderBy("account_id")
      .execute();
    await inTransaction(own.scope, (transaction) =>
      writeHistory(transaction, {
        table: "chart_of_accounts",
        ids: accounts.map((row) => row.account_id),
        type: "UPDATE",
        at: nowAsDateTime(),
        changes: { is_active: [1, 0] },
      }),
    );
    const rows = await own.scope.db
      .selectFrom("chart_of_account_history")
      .select(["account_id", "account_code", "diff_json", "change_type"])
      .orderBy("account_id")
      .execute();
    expect(rows).toEqual(
      accounts.map((account) => ({
        ...account,
        diff_json: '{"is_active":[1,0]}',
        change_type: "UPDATE",
      })),
    );
  });
});

describe("the outbox", () => {
  async function listOwn(own: Ledger, again = 20) {
    const events = await listEventsToPublish(database.system, again);
    return events.filter(({ partner }) => partner === own.scope.partner);
  }

  test("holds the events of an issuance in the order of its commit, without personal data", async () => {
    const events = await listOwn(ledger);
    const types = events
      .filter(({ aggregateId }) => aggregateId === booking.bookingId)
      .map(({ type }) => type);
    expect(types).toEqual(["booking.held", "booking.issued", "journal_entry.posted"]);
    expect(JSON.stringify(events)).not.toMatch(/RAHMAN|TANVIR|Ayesha/);
  });

  test("hands events on in the order they were written for each aggregate, however many write", async () => {
    const own = await openLedger(database);
    const aggregates = Array.from({ length: 4 }, (_, index) => `bk_test_${index}`);
    await Promise.all(
      aggregates.map(async (aggregateId) => {
        for (let number = 1; number <= 6; number += 1) {
          await inTransaction(own.scope, (transaction) =>
            writeOutbox(
              transaction,
              [1, 2].map((part) => ({
                type: "test.happened",
                aggregateType: "test",
                aggregateId,
                payload: { number, part },
              })),
              { at: nowAsDateTime() },
            ),
          );
        }
      }),
    );
    const events = await listOwn(own);
    for (const aggregateId of aggregates) {
      const payloads = events
        .filter((event) => event.aggregateId === aggregateId)
        .map(({ payload }) => payload);
      const expected = [1, 2, 3, 4, 5, 6].flatMap((number) =>
        [1, 2].map((part) => `{"number":${number},"part":${part}}`),
      );
      expect(payloads).toEqual(expected);
    }
  });

  test("hands an event on again when nobody took it up, and no more once somebody did", async () => {
    const own = await openLedger(database);
    const written = await listOwn(own);
    expect(written).toHaveLength(1);
    await markPublished(database.system, written);
    expect(await listOwn(own)).toEqual([]);
    // As if the stream had lost it that long ago.
    expect(await listOwn(own, -1)).toEqual(written);
    await markDispatched(database.system, written);
    expect(await listOwn(own, -1)).toEqual([]);
  });

  test("holds nothing of a write that was rolled back", async () => {
    const own = await openLedger(database);
    const before = await listOwn(own);
    const failing = inTransaction(own.scope, async (transaction) => {
      await writeOutbox(
        transaction,
        [{ type: "test.happened", aggregateType: "test", aggregateId: "x", payload: {} }],
        { at: nowAsDateTime() },
      );
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(await listOwn(own)).toEqual(before);
  });

  async function countAll(): Promise<number> {
    const rows = await database.system
      .selectFrom("outbox_events")
      .select("outbox_event_id")
      .execute();
    return rows.length;
  }

  test("marks what it is told to and nothing else", async () => {
    const total = await countAll();
    const own = await openLedger(database);
    await markDispatched(database.system, []);
    expect(await listOwn(own)).toHaveLength(1);
    expect(await countAll()).toBe(total + 1);
  });
});

async function countCustomerHistory(): Promise<number> {
  const rows = await database.system.selectFrom("customer_history").select("history_id").execute();
  return rows.length;
}
