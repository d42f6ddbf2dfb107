import type { Context } from "hono";

import type { PartnerTransaction } from "../db/partner-scope";
import { toDateTime, toInstant } from "../db/read/amounts";
import type { ApprovalRecord } from "../db/read/approvals";
import { getApproval } from "../db/read/approvals";
import { getParty } from "../db/read/get-party";
import { assertMayDecide } from "../domain/approval";
import { approveAndCarryOut, isCarriedOutHere } from "../services/approval/carry-out";
import { endorseApproval } from "../services/approval/decide-approval";
import { findAuthority } from "../services/approval/find-authority";
import type { IdempotentRequest } from "../services/idempotency/idempotency-keys";
import { findKeyHolder } from "../services/idempotency/idempotency-keys";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import type { RepeatableAnswer } from "./idempotency";
import { answerOnce } from "./idempotency";
import { presentApproval } from "./present/approval";
import { ProblemError } from "./problem";
import { toActContext } from "./request-context";
import { approve } from "./routes/approve-plans";

/** The approval that was given is the last one, and what it sets going posts to the books. */
class IsLast extends Error {
  override readonly name = "IsLast";
}

/**
 * Approves: one of several approvals is written down, and the last one does what was asked for, in
 * its own commit or in the workflow that posts it. A repeated key gets the answer it got.
 */
export async function answerApprove(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  request: IdempotentRequest,
  { approval, reason }: { readonly approval: ApprovalRecord; readonly reason: string | null },
): Promise<never> {
  const { kind } = approval;
  const { scope } = c.get("principal");
  const holder = await findKeyHolder(scope, request);
  if (holder === undefined) await assertMayApprove(c, approval, toDateTime(dependencies.now()));
  const own = () =>
    answerOnce(c, dependencies, request, (transaction) =>
      approveHere(c, transaction, { approval, reason, at: toDateTime(dependencies.now()) }),
    );
  if (isCarriedOutHere(kind)) {
    try {
      return await own();
    } finally {
      // Before the answer is sent, all processes have heard of what somebody may do now.
      if (kind === "user_access") await dependencies.access.forget(scope.partner);
    }
  }
  const run = () => approve[kind](c, dependencies, request, approval, reason);
  const isOnly = holder === undefined && approval.approversRequired <= 1;
  if (isOnly || holder?.kind === "operation") return run();
  try {
    return await own();
  } catch (error) {
    if (error instanceof IsLast) return run();
    throw error;
  }
}

/** Refuses early who will not be let decide: the commit asks the same again. */
export async function assertMayApprove(
  c: Context<ApiEnvironment>,
  approval: ApprovalRecord,
  at: string,
): Promise<void> {
  const { scope, session, permissions } = c.get("principal");
  const party = await getParty(scope, toActContext(c).actor);
  assertMayDecide(approval, "approved", { party, at: toInstant(at) });
  const { approverPermission } = approval;
  // A person who has signed in may have it from another; a token has what it was given.
  if (session === undefined && ![...permissions].some((held) => held === approverPermission)) {
    throw new ProblemError({
      status: 403,
      code: "permission_missing",
      title: "Permission missing",
      detail: `The token lacks ${approverPermission}. Use one that has it.`,
      facts: { permission: approverPermission },
    });
  }
  await findAuthority(scope, approval, { userId: party.userId, at });
}

async function approveHere(
  c: Context<ApiEnvironment>,
  transaction: PartnerTransaction,
  {
    approval,
    reason,
    at,
  }: { readonly approval: ApprovalRecord; readonly reason: string | null; readonly at: string },
): Promise<RepeatableAnswer> {
  const { livemode } = c.get("principal");
  const act = { context: toActContext(c), at };
  const { publicId, kind } = approval;
  const endorsed = await endorseApproval(transaction, publicId, reason, act);
  if (endorsed === "last") {
    if (!isCarriedOutHere(kind)) throw new IsLast("its workflow posts it");
    await approveAndCarryOut(transaction, publicId, reason, act);
  }
  const after = await getApproval(transaction, publicId);
  return {
    status: 200,
    body: presentApproval(after, livemode),
    headers: { ETag: `"v${after.version}"` },
  };
}
