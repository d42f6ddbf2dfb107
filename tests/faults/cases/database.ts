import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { book, issue } from "../support/sale";

const outageMs = 4_000;

/** A database that is away during an issuance: callers are told to come back. */
export function describeDatabaseFaults(environment: () => FaultStack): void {
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
