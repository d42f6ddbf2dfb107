import type { ActContext } from "../../domain/actor";
import type { Decision } from "../../domain/approval";
import { assertMayDecide } from "../../domain/approval";
import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { ApprovalKind, ApprovalRecord } from "../read/approvals";
import { toApproval } from "../read/approvals";
import { getParty } from "../read/get-party";
import { isDuplicateKey } from "../transaction";
import type { AuditEvent } from "./audit";
import { writeHistory } from "./history";

export interface NewApproval {
  readonly kind: ApprovalKind;
  /** Public id of what is to be approved: one open request for each. */
  readonly subjectId: string;
  /** What the checker is shown, as it is now; no personal data. */
  readonly payload: Readonly<Record<string, JsonValue>>;
}

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/** Asks for another person's approval. What it tells the audit is written by the caller. */
export async function insertApproval(
  transaction: PartnerTransaction,
  approval: NewApproval,
  { context, at }: Act,
): Promise<{ readonly publicId: string; readonly event: AuditEvent }> {
  const publicId = newId("approval");
  const maker = await getParty(transaction, context.actor);
  try {
    const { insertId } = await transaction.db
      .insertInto("approvals")
      .values({
        public_id: publicId,
        approval_kind: approval.kind,
        subject_public_id: approval.subjectId,
        open_subject: approval.subjectId,
        request_payload: canonicalJson(approval.payload),
        maker_type: maker.actor.type,
        maker_id: maker.actor.id,
        maker_user_id: maker.userId,
        requested_at: at,
      })
      .executeTakeFirstOrThrow();
    await writeHistory(transaction, {
      table: "approvals",
      ids: [Number(insertId)],
      type: "INSERT",
      at,
    });
  } catch (error) {
    if (!isDuplicateKey(error, "uq_approvals_open_subject")) throw error;
    throw new Refusal("APPROVAL_PENDING", "Its approval has been asked for already.", {
      subject: approval.subjectId,
    });
  }
  const event: AuditEvent = {
    type: "approval.requested",
    targetType: "approval",
    targetId: publicId,
    payload: { kind: approval.kind, subject: approval.subjectId, maker: maker.actor.id },
  };
  return { publicId, event };
}

/** Holds an approval until the transaction ends. */
export async function lockApproval(
  { db }: PartnerTransaction,
  publicId: string,
): Promise<ApprovalRecord> {
  const row = await db
    .selectFrom("approvals")
    .selectAll()
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such approval.");
  return toApproval(row);
}

/**
 * Decides on an approval that is held. Refuses who may not (APPROVAL_BY_MAKER, APPROVAL_NOT_YOURS)
 * and what was decided before (APPROVAL_DECIDED). The audit event names maker and checker.
 */
export async function decideApproval(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  { decision, reason }: { readonly decision: Decision; readonly reason: string | null },
  { context, at }: Act,
): Promise<AuditEvent> {
  const checker = await getParty(transaction, context.actor);
  assertMayDecide(approval, decision, checker);
  await transaction.db
    .updateTable("approvals")
    .set({
      status: decision,
      open_subject: null,
      checker_type: checker.actor.type,
      checker_id: checker.actor.id,
      checker_user_id: checker.userId,
      decided_at: at,
      reason,
      version: approval.version + 1,
    })
    .where("approval_id", "=", approval.approvalId)
    .execute();
  await writeHistory(transaction, {
    table: "approvals",
    ids: [approval.approvalId],
    type: "UPDATE",
    at,
    changes: { status: ["pending", decision], checker_id: [null, checker.actor.id] },
    changedByUserId: checker.userId,
  });
  return {
    type: `approval.${decision}`,
    targetType: "approval",
    targetId: approval.publicId,
    payload: {
      kind: approval.kind,
      subject: approval.subjectId,
      maker: approval.maker.actor.id,
      checker: checker.actor.id,
      reason,
    },
  };
}
