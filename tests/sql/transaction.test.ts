import { deferBookings } from "../../bench/recognition/defer-bookings";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inReadCommittedTransaction, inTransaction } from "../../db/transaction";
import { lockManyBookings } from "../../db/write/lock-booking";
import { openTestDatabase } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { addCustomer, openLedger } from "../harness/ledger";

const deadlock = 1213;
const lockWait = 1205;

let database: DatabaseHandle;
let ledger: Ledger;

beforeAll(async () => {
  database = openTestDatabase();
  // The shortest that MySQL knows: the product waits longer.
  database.pool.on("connection", (connection) => {
    connection.query("SET SESSION innodb_lock_wait_timeout = 1");
  });
  ledger = await openLedger(database);
});

afterAll(() => database.close());

function countContention() {
  const seen: number[] = [];
  return { seen, onContention: (errno: number) => void seen.push(errno) };
}

async function rename({ db }: PartnerTransaction, customerId: number, name: string): Promise<void> {
  await db
    .updateTable("customers")
    .set({ display_name: name })
    .where("customer_id", "=", customerId)
    .execute();
}

/** Resolves when both have come to it. */
function meetingOfTwo(): () => Promise<void> {
  let arrive: (() => void) | undefined;
  const met = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let count = 0;
  return () => {
    count += 1;
    if (count >= 2) arrive?.();
    return met;
  };
}

describe("inTransaction", () => {
  test("runs the work again after a deadlock, and both that met in it succeed", async () => {
    const customers = [await addCustomer(ledger.scope), await addCustomer(ledger.scope)];
    const [first, second] = customers.map(({ id }) => id);
    if (first === undefined || second === undefined) throw new Error("two customers");
    const meet = meetingOfTwo();
    const contention = countContention();
    const run = (name: string, order: readonly [number, number]) =>
      inTransaction(
        ledger.scope,
        async (transaction) => {
          await rename(transaction, order[0], name);
          await meet();
          await rename(transaction, order[1], name);
          return name;
        },
        contention,
      );
    expect(await Promise.all([run("one", [first, second]), run("two", [second, first])])).toEqual([
      "one",
      "two",
    ]);
    expect(contention.seen.length).toBeGreaterThanOrEqual(1);
    expect([deadlock, lockWait, 1020]).toContain(contention.seen[0]);
    const names = await ledger.scope.db
      .selectFrom("customers")
      .select("display_name")
      .where("customer_id", "in", [first, second])
      .execute();
    expect(new Set(names.map((row) => row.display_name)).size).toBe(1);
  });

  test("gives up a lock that is never let go after six attempts, with nothing written", async () => {
    const customer = await addCustomer(ledger.scope);
    const contention = countContention();
    let attempts = 0;
    let failed: unknown;
    await inTransaction(ledger.scope, async (holder) => {
      await rename(holder, customer.id, "held");
      const contender = inTransaction(
        ledger.scope,
        async (transaction) => {
          attempts += 1;
          await rename(transaction, customer.id, "wanted");
        },
        contention,
      );
      failed = await contender.catch((error: unknown) => error);
    });
    expect(failed).toMatchObject({ errno: lockWait });
    expect(attempts).toBe(6);
    expect(contention.seen).toEqual(Array.from({ length: 6 }, () => lockWait));
    const row = await ledger.scope.db
      .selectFrom("customers")
      .select("display_name")
      .where("customer_id", "=", customer.id)
      .executeTakeFirstOrThrow();
    expect(row.display_name).toBe("held");
  });

  test("does not run again what failed for another reason", async () => {
    let attempts = 0;
    await expect(
      inTransaction(ledger.scope, () => {
        attempts += 1;
        return Promise.reject(new Error("of its own"));
      }),
    ).rejects.toThrow("of its own");
    expect(attempts).toBe(1);
  });

  test("is serializable: what it has read cannot change before it commits", async () => {
    const customer = await addCustomer(ledger.scope);
    const writer = countContention();
    let written: Promise<void> | undefined;
    await inTransaction(ledger.scope, async (reader) => {
      const read = () =>
        reader.db
          .selectFrom("customers")
          .select("display_name")
          .where("customer_id", "=", customer.id)
          .executeTakeFirstOrThrow();
      const before = await read();
      written = inTransaction(
        ledger.scope,
        (transaction) => rename(transaction, customer.id, "changed meanwhile"),
        writer,
      );
      expect(await read()).toEqual(before);
    });
    await written;
    const row = await ledger.scope.db
      .selectFrom("customers")
      .select("display_name")
      .where("customer_id", "=", customer.id)
      .executeTakeFirstOrThrow();
    expect(row.display_name).toBe("changed meanwhile");
  });
});

/** MySQL's walk looks at the next key all the same. */
const onMariaDb = process.env["TEST_DATABASE"] === "mysql" ? describe.skip : describe;

onMariaDb("lockManyBookings", () => {
  test("does not wait for whoever holds the booking after the last of its own", async () => {
    const { scope, customer, supplierId } = ledger;
    await deferBookings(scope, {
      customerId: customer.id,
      supplierId,
      bookings: 40,
      linesEach: 1,
      issuedOn: "2026-01-05",
      servedOn: "2026-01-20",
    });
    const rows = await scope.db
      .selectFrom("bookings")
      .select("booking_id")
      .orderBy("booking_id")
      .execute();
    const ids = rows.map((row) => row.booking_id);
    const { seen, onContention } = countContention();
    await inReadCommittedTransaction(scope, async (later) => {
      await lockManyBookings(later, ids.slice(20));
      await inReadCommittedTransaction(
        scope,
        (earlier) => lockManyBookings(earlier, ids.slice(0, 20)),
        { onContention },
      );
    });
    expect(seen).toEqual([]);
  });
});
