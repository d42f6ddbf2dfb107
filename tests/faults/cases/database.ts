import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdCommitReply, lockNumbers } from "../support/holds";
import { book, issue } from "../support/sale";

const outageMs = 4_000;

/** SIGKILL of the database during an issuance. */
export function describeDatabaseFaults(environment: () => FaultStack): void {
  const crashDatabase = async () => {
    await environment().crash("mysql");
    return Date.now();
  };

  test("killed with the supplier's call in flight", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 500 });
    const call = issue(environment(), sale);
    await environment().supplier.untilIssued(sale.recordLocator);
    await expectExactlyOnce(environment(), { sale, call, since: await crashDatabase() });
  });

  test("killed during the commit", async () => {
    const sale = await book(environment());
    await lockNumbers(environment());
    const call = issue(environment(), sale);
    await environment().books.untilSomebodyWaits();
    await expectExactlyOnce(environment(), { sale, call, since: await crashDatabase() });
  });

  test("killed after the commit, its reply on the way", async () => {
    const sale = await book(environment());
    const reply = holdCommitReply(environment().proxies.workerToDatabase, "journal_entries");
    const call = issue(environment(), sale);
    await reply.reached;
    await expectExactlyOnce(environment(), { sale, call, since: await crashDatabase() });
  });

  test("down for a while after the supplier issued", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 500 });
    const call = issue(environment(), sale);
    await environment().supplier.untilIssued(sale.recordLocator);
    const { takeDown, caller } = environment();
    const outage = await takeDown("mysql", outageMs);
    const meanwhile = await caller.get("/v1/bookings");
    expect([meanwhile.status, meanwhile.headers.has("Retry-After")]).toEqual([503, true]);
    await expectExactlyOnce(environment(), { sale, call, since: await outage.over });
  });
}
