import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdCommitReply } from "../support/holds";
import { book, issue, untilBegun } from "../support/sale";

/** SIGKILL of the API around the start of the workflow, and its own COMMIT without an answer. */
export function describeApiFaults(environment: () => FaultStack): void {
  test("killed after it started the workflow, before it answered", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 1_000 });
    const call = issue(environment(), sale);
    await environment().supplier.untilAsked(sale.recordLocator);
    await environment().crash("api");
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("killed between committing the operation and starting its workflow", async () => {
    const sale = await book(environment());
    const { proxies, temporal, partner } = environment();
    const discard = proxies.apiToTemporal.holdRequests();
    const call = issue(environment(), sale);
    await untilBegun(environment(), sale);
    await environment().crash("api");
    const since = Date.now();
    discard();
    const handle = temporal.workflow.getHandle(`issue:${partner}:${sale.bookingId}`);
    await expect(handle.describe()).rejects.toThrow("not found");
    await expectExactlyOnce(environment(), { sale, call, since });
  });

  test("the reply to the operation's COMMIT is lost", async () => {
    const sale = await book(environment());
    const reply = holdCommitReply(environment().proxies.apiToDatabase, "operations");
    const call = issue(environment(), sale);
    await reply.reached;
    reply.drop();
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });
}
