import type { Actor } from "../../domain/actor";
import type { ApprovalStatus, Party } from "../../domain/approval";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { toDateTime, toInstant } from "../read/amounts";
import type { PolicyRecord } from "../read/approval-policies";
import type { ApprovalKind, ApprovalRecord } from "../read/approvals";
import { toApproval } from "../read/approvals";
import { isDuplicateKey } from "../transaction";
import { writeHistory } from "./history";

export interface NewApproval {
  readonly kind: ApprovalKind;
  readonly act: ApprovalAct;
  /** Public id of what is to be approved: one open request for each. */
  readonly subjectId: string;
  /** What the checker is shown, as it is now; no personal data. */
  readonly payload: Readonly<Record<string, JsonValue>>;
  /** Why it is asked for. */
  readonly reason?: string | null;
  /** Keys of the branches that it concerns. */
  readonly branches?: readonly number[];
  /** What waits for the decision. */
  readonly workflowId?: string;
}

/** Writes a request; one that needs nobody's approval is approved by the policy. */
export async function insertApproval(
  transaction: PartnerTransaction,
  approval: NewApproval,
  parts: {
    readonly maker: Party;
    readonly policy: PolicyRecord;
    readonly approversRequired: number;
    readonly at: string;
  },
): Promise<string> {
  const { maker, policy, approversRequired, at } = parts;
  const publicId = newId("approval");
  const isAutomatic = approversRequired === 0;
  const lastsMs = policy.ttlHours * 3_600_000;
  try {
    const { insertId } = await transaction.db
      .insertInto("approvals")
      .values({
        public_id: publicId,
        approval_kind: approval.kind,
        approval_act: approval.act,
        subject_public_id: approval.subjectId,
        open_subject: isAutomatic ? null : approval.subjectId,
        request_payload: canonicalJson(approval.payload),
        maker_type: maker.actor.type,
        maker_id: maker.actor.id,
        maker_user_id: maker.userId,
        maker_reason: approval.reason ?? null,
        requested_at: at,
        approvers_required: approversRequired,
        approver_permission: policy.approverPermission,
        approver_role_code: policy.approverRoleCode,
        remind_at: isAutomatic ? null : later(at, lastsMs / 2),
        expires_at: isAutomatic ? null : later(at, lastsMs),
        workflow_id: approval.workflowId ?? null,
        ...(isAutomatic && {
          status: "approved",
          checker_type: "system",
          decided_at: at,
        }),
      })
      .executeTakeFirstOrThrow();
    const ids = [Number(insertId)];
    await insertBranches(transaction, Number(insertId), approval.branches ?? []);
    await writeHistory(transaction, { table: "approvals", ids, type: "INSERT", at });
    return publicId;
  } catch (error) {
    if (!isDuplicateKey(error, "uq_approvals_open_subject")) throw error;
    throw new Refusal("APPROVAL_PENDING", "Its approval has been asked for already.", {
      subject: approval.subjectId,
    });
  }
}

function later(at: string, milliseconds: number): string {
  return toDateTime(new Date(Date.parse(toInstant(at)) + milliseconds).toISOString());
}

async function insertBranches(
  { db }: PartnerTransaction,
  approvalId: number,
  branches: readonly number[],
): Promise<void> {
  const unique = [...new Set(branches)];
  if (unique.length === 0) return;
  const rows = unique.map((branchId) => ({ approval_id: approvalId, branch_id: branchId }));
  await db.insertInto("approval_branches").values(rows).execute();
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

/** One person's word on an approval that is held. Nobody's counts twice (APPROVER_REPEATED). */
export async function insertApprovalDecision(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  word: {
    readonly decision: "approved" | "rejected";
    readonly checker: Actor;
    readonly checkerUserId: number;
    readonly authorityUserId: number;
    readonly reason: string | null;
    readonly at: string;
  },
): Promise<void> {
  const { checker } = word;
  try {
    await transaction.db
      .insertInto("approval_decisions")
      .values({
        approval_id: approval.approvalId,
        decision: word.decision,
        checker_type: checker.type === "user" ? "user" : "api_token",
        checker_id: checker.id ?? "",
        checker_user_id: word.checkerUserId,
        authority_user_id: word.authorityUserId,
        reason: word.reason,
        created_at: word.at,
      })
      .execute();
  } catch (error) {
    const repeated =
      isDuplicateKey(error, "uq_approval_decisions_checker") ||
      isDuplicateKey(error, "uq_approval_decisions_authority");
    if (!repeated) throw error;
    throw new Refusal("APPROVER_REPEATED", "You have approved it. Another person's is wanted.", {
      approval_id: approval.publicId,
    });
  }
}

/** Ends a request that is held. */
export async function endApproval(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  end: {
    readonly status: Exclude<ApprovalStatus, "pending">;
    readonly checker: Party;
    readonly reason: string | null;
    readonly at: string;
  },
): Promise<void> {
  const { status, checker, reason, at } = end;
  await transaction.db
    .updateTable("approvals")
    .set({
      status,
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
    changes: { status: ["pending", status], checker_id: [null, checker.actor.id] },
    changedByUserId: checker.userId,
  });
}

/** Something was said of a request that is held: whoever has its ETag looks again. */
export async function touchApproval(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  { at, remindedAt }: { readonly at: string; readonly remindedAt?: string },
): Promise<void> {
  await transaction.db
    .updateTable("approvals")
    .set({
      version: approval.version + 1,
      ...(remindedAt === undefined ? {} : { reminded_at: remindedAt }),
    })
    .where("approval_id", "=", approval.approvalId)
    .execute();
  await writeHistory(transaction, {
    table: "approvals",
    ids: [approval.approvalId],
    type: "UPDATE",
    at,
    changes: {
      version: [approval.version, approval.version + 1],
      ...(remindedAt === undefined ? {} : { reminded_at: [null, remindedAt] }),
    },
  });
}
