import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdCommitReply } from "../support/holds";
import { book, issue } from "../support/sale";

/** The books have committed, and the worker does not learn it. */
export function describeCommitReplyFaults(environment: () => FaultStack): void {
  test("lost, and the connection with it", async () => {
    const sale = await book(environment());
    const reply = holdCommitReply(environment().proxies.workerToDatabase, "journal_entries");
    const call = issue(environment(), sale);
    await reply.reached;
    reply.drop();
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("lost, and the connection stays open in silence", async () => {
    const sale = await book(environment());
    const reply = holdCommitReply(environment().proxies.workerToDatabase, "journal_entries");
    const call = issue(environment(), sale);
    await reply.reached;
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
    reply.drop();
  });
}
