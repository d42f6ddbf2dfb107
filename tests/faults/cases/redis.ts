import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdEventReply } from "../support/holds";
import { book, issue, untilPublished } from "../support/sale";

const outageMs = 4_000;

/** Redis dies or forgets; what it carries is in the outbox, and what has begun does not wait for it. */
export function describeRedisFaults(environment: () => FaultStack): void {
  test("killed with the supplier's call in flight", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 500 });
    const call = issue(environment(), sale);
    await environment().supplier.untilIssued(sale.recordLocator);
    await environment().crash("redis");
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("down for a while during an issuance", async () => {
    const sale = await book(environment());
    const outage = await environment().takeDown("redis", outageMs);
    const call = issue(environment(), sale);
    const { final, met } = await call;
    // Nothing is changed that cannot be counted: the caller is told to come again, and does.
    expect(final.status).toBe(201);
    expect(met.at(0)).toBe("503");
    expect(new Set(met)).toEqual(new Set(["503", "201"]));
    await expectExactlyOnce(environment(), { sale, call, since: await outage.over });
  });

  test("killed with the event handed to a consumer", async () => {
    const sale = await book(environment());
    const reply = holdEventReply(environment(), sale);
    const call = issue(environment(), sale);
    await reply.reached;
    await untilPublished(environment(), sale);
    await environment().crash("redis");
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("loses all its data after the event was published", async () => {
    const sale = await book(environment());
    const reply = holdEventReply(environment(), sale);
    const call = issue(environment(), sale);
    await reply.reached;
    await untilPublished(environment(), sale);
    await environment().flushRedis();
    reply.drop();
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });
}
