import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import {
  holdAnswerRecorded,
  holdCommitReply,
  holdEventReply,
  lockBooking,
  lockNumbers,
} from "../support/holds";
import { book, issue, untilCommitIsTriedAgain, untilPublished } from "../support/sale";

/** SIGKILL of the worker, at each stage of an issuance from the supplier to the mail. */
export function describeWorkerFaults(environment: () => FaultStack): void {
  const crashWorker = async (name: "worker" | "worker-messaging" = "worker") => {
    await environment().crash(name);
    return Date.now();
  };

  test("killed with the supplier's call in flight, nothing issued", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "hang" });
    const call = issue(environment(), sale);
    await environment().supplier.untilAsked(sale.recordLocator);
    await expectExactlyOnce(environment(), { sale, call, since: await crashWorker() });
  });

  test("killed with the supplier's call in flight, issued a second later", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "lateWork", delayMs: 1_000 });
    const call = issue(environment(), sale);
    await environment().supplier.untilAsked(sale.recordLocator);
    await expectExactlyOnce(environment(), { sale, call, since: await crashWorker() });
  });

  test("killed after the supplier issued, before it answered", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 1_200 });
    const call = issue(environment(), sale);
    await environment().supplier.untilIssued(sale.recordLocator);
    await expectExactlyOnce(environment(), { sale, call, since: await crashWorker() });
  });

  test("killed with the supplier's answer written down, before the workflow heard", async () => {
    const sale = await book(environment());
    const reply = holdAnswerRecorded(environment().proxies.workerToDatabase);
    const call = issue(environment(), sale);
    await reply.reached;
    await expectExactlyOnce(environment(), { sale, call, since: await crashWorker() });
  });

  test("killed after the supplier answered, before the commit", async () => {
    const sale = await book(environment());
    await environment().supplier.onIssue(sale.recordLocator, { kind: "delay", delayMs: 500 });
    const call = issue(environment(), sale);
    await environment().supplier.untilIssued(sale.recordLocator);
    const lock = await lockBooking(environment(), sale);
    await environment().books.untilSomebodyWaits();
    const since = await crashWorker();
    await lock.release();
    await expectExactlyOnce(environment(), { sale, call, since });
  });

  test("killed during the commit", async () => {
    const sale = await book(environment());
    const lock = await lockNumbers(environment());
    const call = issue(environment(), sale);
    await environment().books.untilSomebodyWaits();
    const since = await crashWorker();
    await lock.release();
    await expectExactlyOnce(environment(), { sale, call, since });
  });

  test("stuck in the commit for longer than an attempt may take", async () => {
    const sale = await book(environment());
    const lock = await lockNumbers(environment());
    const call = issue(environment(), sale);
    await untilCommitIsTriedAgain(environment(), sale);
    await lock.release();
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("killed between the commit and its completion", async () => {
    const sale = await book(environment());
    const reply = holdCommitReply(environment().proxies.workerToDatabase, "journal_entries");
    const call = issue(environment(), sale);
    await reply.reached;
    await expectExactlyOnce(environment(), { sale, call, since: await crashWorker() });
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
      since: await crashWorker("worker-messaging"),
    });
  });

  test("killed with the mail handed in, its answer on the way", async () => {
    const sale = await book(environment());
    const { mail } = environment();
    await mail.onMail(sale.email, { kind: "delay", at: "reply", delayMs: 2_000 });
    const call = issue(environment(), sale);
    await mail.untilMailed(sale.email);
    // SMTP cannot be asked what it took: the mail goes out again under its Message-ID.
    const since = await crashWorker("worker-messaging");
    await expectExactlyOnce(environment(), { sale, call, since, mailCopiesMax: 2 });
  });
}
