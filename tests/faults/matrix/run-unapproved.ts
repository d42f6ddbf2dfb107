import { approvalChanged } from "../../../temporal/contract/await-approval";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { until } from "../support/observe";
import type { Matrix } from "./open-matrix";
import type { ReadyCell } from "./prepare-cells";
import type { RunningCell } from "./run-cells";
import { begin } from "./run-cells";

/** All wait for somebody who does not decide, until the time for it is over. */
export async function runUnapproved(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  const asked = [...new Set(ready.flatMap(({ cell }) => cell.act.approval ?? []))];
  for (const act of asked) await matrix.wantApproval(matrix.unapproved, act, 1);
  const running = ready.map((one) => begin(matrix, one));
  const approvals = await until("all requests for approval", async () => {
    const pending = await pendingOf(matrix, ready);
    return pending.length === ready.length ? pending : undefined;
  });
  await passTimeLimits(matrix, approvals);
  await Promise.allSettled(running.map(({ call }) => call));
  for (const act of asked) await matrix.wantApproval(matrix.unapproved, act, 0);
  return running;
}

async function pendingOf({ books }: Matrix, ready: readonly ReadyCell[]): Promise<string[]> {
  const rows = await books.rows(
    `SELECT approvals.public_id FROM approvals
      JOIN operations ON operations.public_id = approvals.subject_public_id
      WHERE approvals.status = 'pending' AND operations.resource_public_id IN (?)`,
    [ready.map(({ subject }) => subject.bookingId)],
  );
  return rows.map((row) => String(row["public_id"]));
}

async function passTimeLimits(
  { books, temporal, unapproved: { partner } }: Matrix,
  approvals: readonly string[],
): Promise<void> {
  await books.rows("UPDATE approvals SET expires_at = '2020-01-01' WHERE public_id IN (?)", [
    approvals,
  ]);
  await Promise.all(
    approvals.map((approval) => {
      const waiting = temporal.workflow.getHandle(workflowIds.awaitApproval(partner, approval));
      return until(`who waits beside ${approval}`, () =>
        waiting.signal(approvalChanged).then(
          () => true,
          () => undefined,
        ),
      );
    }),
  );
}
