import { randomUUID } from "node:crypto";

import { approvalChanged } from "../../../temporal/contract/await-approval";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import type { Approver } from "../support/approver";
import { openApprover } from "../support/approver";
import type { Call } from "../support/caller";
import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { holdCommitReply } from "../support/holds";
import { until } from "../support/observe";
import type { Sale } from "../support/sale";
import { book, issue } from "../support/sale";

/** An issuance that waits for another person, and what dies meanwhile. */
export function describeApprovalFaults(environment: () => FaultStack): void {
  let approver: Approver;

  beforeAll(async () => {
    approver = await openApprover(environment());
    await approver.settle("booking.issue", [["0", 1]]);
  });

  afterAll(async () => {
    await approver.settle("booking.issue", []);
    await approver.close();
  });

  test("worker killed while it waits", async () => {
    const { sale, call, approval } = await begin();
    await environment().crash("worker");
    expect((await approve(approval)).final.status).toBe(200);
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });

  test("API killed between the decision and the act", async () => {
    const { sale, call, approval } = await begin();
    const held = holdCommitReply(environment().proxies.apiToDatabase, "approval_decisions");
    const decision = approve(approval);
    decision.catch(() => undefined);
    await held.reached;
    await environment().crash("api");
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
    expect((await decision).final.status).toBe(200);
  });

  test("nobody approves it in time, and who waits beside it is killed", async () => {
    const { sale, call, approval } = await begin();
    const { books, partner, supplier, temporal } = environment();
    await books.rows("UPDATE approvals SET expires_at = '2020-01-01' WHERE public_id = ?", [
      approval,
    ]);
    await temporal.workflow
      .getHandle(workflowIds.awaitApproval(partner, approval))
      .signal(approvalChanged);
    await environment().crash("worker-books");
    const { final } = await call;
    expect(final.body).toMatchObject({ status: "failed", error: { code: "approval_expired" } });
    expect(await supplier.documents(sale.recordLocator)).toEqual([]);
    const facts = await books.rows(
      `SELECT state, (SELECT COUNT(*) FROM journal_entries
         WHERE source_public_id = bookings.public_id) AS entries
         FROM bookings WHERE public_id = ?`,
      [sale.bookingId],
    );
    expect(facts).toMatchObject([{ state: "HELD", entries: 0 }]);
  });

  /** Its request has been made, and somebody waits beside it. */
  async function begin(): Promise<{
    readonly sale: Sale;
    readonly call: Promise<Call>;
    readonly approval: string;
  }> {
    const sale = await book(environment(), "OK");
    const call = issue(environment(), sale);
    const { books, partner, temporal } = environment();
    const approval = await until("the request", async () => {
      const [row] = await books.rows(
        `SELECT public_id FROM approvals WHERE status = 'pending' AND subject_public_id =
           (SELECT public_id FROM operations WHERE resource_public_id = ?
              AND operation_kind = 'booking.issue')`,
        [sale.bookingId],
      );
      return row && String(row["public_id"]);
    });
    await until("who waits beside it", () =>
      temporal.workflow
        .getHandle(workflowIds.awaitApproval(partner, approval))
        .describe()
        .then(() => true)
        .catch(() => undefined),
    );
    return { sale, call, approval };
  }

  function approve(approval: string): Promise<Call> {
    const reason = { reason: "as agreed" };
    return approver.caller.insist(`/v1/approvals/${approval}/approve`, randomUUID(), reason);
  }
}
