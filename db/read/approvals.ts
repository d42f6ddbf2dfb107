import type { Selectable, SelectQueryBuilder } from "kysely";

import type { Actor } from "../../domain/actor";
import type { ApprovalStatus, Party } from "../../domain/approval";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import { isApprovalAct } from "../../domain/approval-policy/acts";
import type { JsonValue } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { DecidableBy } from "./approval-inbox";
import { concernsOnly, decidableBy } from "./approval-inbox";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export type ApprovalKind = Database["approvals"]["approval_kind"];

export interface ApprovalRecord {
  readonly approvalId: number;
  readonly publicId: string;
  readonly kind: ApprovalKind;
  /** Whose policy it goes by. */
  readonly act: ApprovalAct;
  readonly subjectId: string;
  /** What is approved, as it was when it was asked for. */
  readonly payload: Readonly<Record<string, JsonValue>>;
  readonly status: ApprovalStatus;
  readonly maker: Party;
  readonly requestedAt: string;
  /** Why it was asked for. */
  readonly makerReason: string | null;
  /** None where the policy itself decided: it was below the threshold. */
  readonly approversRequired: number;
  readonly approverPermission: string;
  readonly approverRoleCode: string | null;
  readonly remindAt: string | null;
  readonly remindedAt: string | null;
  readonly expiresAt: string | null;
  /** What waits for the decision. */
  readonly workflowId: string | null;
  readonly checker: Actor | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  readonly version: number;
}

export async function getApproval(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<ApprovalRecord> {
  const row = await db
    .selectFrom("approvals")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such approval.");
  return toApproval(row);
}

/** The latest request of a kind about a subject. */
export async function findApprovalOf(
  { db }: PartnerDatabase,
  { kind, subjectId }: { readonly kind: ApprovalKind; readonly subjectId: string },
): Promise<ApprovalRecord | undefined> {
  const row = await db
    .selectFrom("approvals")
    .selectAll()
    .where("subject_public_id", "=", subjectId)
    .where("approval_kind", "=", kind)
    .orderBy("approval_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toApproval(row);
}

export interface ApprovalFilter {
  readonly status?: ApprovalStatus;
  readonly kind?: ApprovalKind;
  readonly subjectId?: string;
  readonly act?: ApprovalAct;
  /** Only what this person may decide on now. */
  readonly inboxOf?: DecidableBy;
  /** The only branches that the reader is let near. */
  readonly among?: ReadonlySet<number>;
}

/** How many there are of each status. */
export async function countApprovals(
  { db }: PartnerDatabase,
  filter: ApprovalFilter,
): Promise<ReadonlyMap<ApprovalStatus, number>> {
  const rows = await narrow(db.selectFrom("approvals"), filter)
    .select(({ fn }) => ["status", fn.countAll<string>().as("total")])
    .groupBy("status")
    .execute();
  return new Map(rows.map(({ status, total }) => [status, Number(total)]));
}

function narrow<Output>(
  query: SelectQueryBuilder<Database, "approvals", Output>,
  { status, kind, subjectId, act, inboxOf, among }: ApprovalFilter,
): SelectQueryBuilder<Database, "approvals", Output> {
  let narrowed = query;
  if (status) narrowed = narrowed.where("status", "=", status);
  if (kind) narrowed = narrowed.where("approval_kind", "=", kind);
  if (subjectId) narrowed = narrowed.where("subject_public_id", "=", subjectId);
  if (act) narrowed = narrowed.where("approval_act", "=", act);
  if (inboxOf) narrowed = narrowed.where((eb) => decidableBy(eb, inboxOf));
  if (among) narrowed = narrowed.where((eb) => concernsOnly(eb, among));
  return narrowed;
}

/** Newest first. */
export async function listApprovals(
  { db }: PartnerDatabase,
  filter: ApprovalFilter,
  page: PageRequest,
): Promise<Page<ApprovalRecord>> {
  let query = narrow(db.selectFrom("approvals").selectAll(), filter);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "approval_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("approval_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toApproval,
    key: (row) => ({ createdAt: row.created_at, id: row.approval_id }),
  });
}

export function toApproval(row: Selectable<Database["approvals"]>): ApprovalRecord {
  const { approval_act: act } = row;
  invariant(isApprovalAct(act), "an approval goes by a policy");
  return {
    approvalId: row.approval_id,
    publicId: row.public_id,
    kind: row.approval_kind,
    act,
    subjectId: row.subject_public_id,
    payload: readOwnJson<Record<string, JsonValue>>(row.request_payload),
    status: row.status,
    maker: { actor: { type: row.maker_type, id: row.maker_id }, userId: row.maker_user_id },
    requestedAt: toInstant(row.requested_at),
    makerReason: row.maker_reason,
    approversRequired: row.approvers_required,
    approverPermission: row.approver_permission,
    approverRoleCode: row.approver_role_code,
    remindAt: row.remind_at && toInstant(row.remind_at),
    remindedAt: row.reminded_at && toInstant(row.reminded_at),
    expiresAt: row.expires_at && toInstant(row.expires_at),
    workflowId: row.workflow_id,
    checker: row.checker_type === null ? null : { type: row.checker_type, id: row.checker_id },
    decidedAt: row.decided_at && toInstant(row.decided_at),
    reason: row.reason,
    version: row.version,
  };
}
