import type { PartnerDatabase } from "../../db/partner-scope";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import { canonicalJson } from "../../domain/canonical-json";
import type { Answer, ApiClient } from "./api-client";
import type { ApprovalBody } from "./bookkeepers";

/** From which amount on, as a decimal string, how many people approve. */
export type Levels = readonly (readonly [from: string, approvers: number])[];

/** Settles a policy without asking anybody, whatever it was. */
export async function settlePolicy(
  { db }: PartnerDatabase,
  act: ApprovalAct,
  {
    levels,
    currency = "BDT",
    ...rest
  }: { readonly levels: Levels; readonly currency?: string; readonly role?: string },
): Promise<void> {
  const stored = levels.map(([amount, approvers]) => ({ approvers, from: { amount, currency } }));
  const policy = { levels: canonicalJson(stored), approver_role_code: rest.role ?? null };
  const { numUpdatedRows } = await db
    .updateTable("approval_policies")
    .set((eb) => ({ ...policy, version: eb("version", "+", 1) }))
    .where("approval_act", "=", act)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return;
  await db
    .insertInto("approval_policies")
    .values({
      ...policy,
      approval_act: act,
      approver_permission: "approval.decide.partner",
      ttl_hours: 72,
    })
    .execute();
}

/** Manual entries of any amount wait for another person; what is sold waits for nobody. */
export async function settleForTests(scope: PartnerDatabase, currency = "BDT"): Promise<void> {
  await settlePolicy(scope, "journal_entry.post", { levels: [["0", 1]], currency });
  for (const act of ["booking.issue", "ticket_number.adopt", "operation.abandon"] as const) {
    await settlePolicy(scope, act, { levels: [] });
  }
}

/** A request as the API shows it. */
export interface ApprovalView extends ApprovalBody {
  readonly automatic: boolean;
  readonly approvers_required: number;
  readonly expires_at: string | null;
  readonly version: number;
}

export function tryToApprove<Body = ApprovalView>(
  client: ApiClient,
  { id }: { readonly id: string },
): Promise<Answer<Body>> {
  return client.post<Body>(`/v1/approvals/${id}/approve`, { reason: "as agreed" });
}
