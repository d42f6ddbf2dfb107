import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { book, issue } from "../support/sale";

const outageMs = 4_000;

export function describeMailFaults(environment: () => FaultStack): void {
  test("the mail server is down for a while", async () => {
    const sale = await book(environment());
    const outage = await environment().takeDown("smtp-sink", outageMs);
    const call = issue(environment(), sale);
    expect((await call).met).toEqual(["201"]);
    await expectExactlyOnce(environment(), { sale, call, since: await outage.over });
  });

  test("the mail server takes the mail and its answer is lost", async () => {
    const sale = await book(environment());
    await environment().mail.onMail(sale.email, { kind: "drop", at: "reply" });
    const call = issue(environment(), sale);
    await environment().mail.untilMailed(sale.email);
    // SMTP cannot be asked what it took: the mail goes out again under its Message-ID.
    const since = Date.now();
    await expectExactlyOnce(environment(), { sale, call, since, mailCopiesMax: 2 });
  });

  test("the mail server is gone before it takes the mail", async () => {
    const sale = await book(environment());
    await environment().mail.onMail(sale.email, { kind: "drop", at: "data" });
    const call = issue(environment(), sale);
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });
}
