import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdEventReply, lockNumbers } from "../support/holds";
import { book, issue, untilCommitIsTriedAgain, untilPublished } from "../support/sale";

/** What befalls workers beside the matrix: a commit that is stuck, and SIGKILL of who sends mails. */
export function describeWorkerFaults(environment: () => FaultStack): void {
  const crashMessaging = async () => {
    await environment().crash("worker-messaging");
    return Date.now();
  };

  test("stuck in the commit for longer than an attempt may take", async () => {
    const sale = await book(environment());
    const lock = await lockNumbers(environment());
    const call = issue(environment(), sale);
    await untilCommitIsTriedAgain(environment(), sale);
    await lock.release();
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("killed with the event taken from the stream, its message not begun", async () => {
    const sale = await book(environment());
    const reply = holdEventReply(environment(), sale);
    const call = issue(environment(), sale);
    await reply.reached;
    await untilPublished(environment(), sale);
    await expectExactlyOnce(environment(), {
      sale,
      call,
      since: await crashMessaging(),
    });
  });

  test("killed with the mail handed in, its answer on the way", async () => {
    const sale = await book(environment());
    const { mail } = environment();
    await mail.onMail(sale.email, { kind: "delay", at: "reply", delayMs: 2_000 });
    const call = issue(environment(), sale);
    await mail.untilMailed(sale.email);
    // SMTP cannot be asked what it took: the mail goes out again under its Message-ID.
    const since = await crashMessaging();
    await expectExactlyOnce(environment(), { sale, call, since, mailCopiesMax: 2 });
  });
}
