import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdCommitReply } from "../support/holds";
import { book, issue, issuePath } from "../support/sale";

const outageMs = 10_000;

/** SIGKILL of Temporal during an issuance, and callers while it is away. */
export function describeTemporalFaults(environment: () => FaultStack): void {
  test("killed with the supplier's call in flight", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 1_000 });
    const call = issue(environment(), sale);
    await environment().supplier.untilAsked(sale.recordLocator);
    await environment().crash("temporal");
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("killed after the commit, before the workflow knows", async () => {
    const sale = await book(environment());
    const reply = holdCommitReply(environment().proxies.workerToDatabase, "journal_entries");
    const call = issue(environment(), sale);
    await reply.reached;
    await environment().crash("temporal");
    const since = Date.now();
    reply.release();
    await expectExactlyOnce(environment(), { sale, call, since });
  });

  test("down for a while: callers are told to come back, and no start is lost", async () => {
    const [before, ...meanwhile] = [
      await book(environment()),
      await book(environment()),
      await book(environment()),
    ];
    await environment().supplier.onIssue(before.recordLocator, { kind: "delay", delayMs: 1_000 });
    const beforeCall = issue(environment(), before);
    await environment().supplier.untilAsked(before.recordLocator);
    const outage = await environment().takeDown("temporal", outageMs);
    const calls = meanwhile.map((sale) => ({ sale, call: issue(environment(), sale) }));
    // At once: one after another, the outage might be over before the last is answered.
    const answers = await Promise.all(
      meanwhile.map((sale) => environment().caller.post(issuePath(sale), sale.key)),
    );
    for (const { status, headers, body } of answers) {
      expect(body).toMatchObject({ code: "workflows_unavailable", retryable: true });
      expect([status, headers.has("Retry-After")]).toEqual([503, true]);
    }
    const since = await outage.over;
    await expectExactlyOnce(environment(), { sale: before, call: beforeCall, since });
    for (const { sale, call } of calls) {
      const name = "temporal down for a while: asked for meanwhile";
      await expectExactlyOnce(environment(), { sale, call, since, name });
    }
  });
}
