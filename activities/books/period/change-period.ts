import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getPartner } from "../../../db/read/get-partner";
import { hasLaterEntries } from "../../../db/read/last-entry-number";
import { listSignOffs } from "../../../db/read/period-sign-offs";
import type { PeriodRecord } from "../../../db/read/periods";
import { lockPeriods } from "../../../db/read/periods";
import { inTransaction } from "../../../db/transaction";
import { lockApproval } from "../../../db/write/approvals";
import type { AuditEvent } from "../../../db/write/audit";
import { writeAudit } from "../../../db/write/audit";
import { succeedOperation } from "../../../db/write/operations";
import { writeOutbox } from "../../../db/write/outbox";
import { endSignOffs } from "../../../db/write/period-sign-offs";
import { updatePeriodStatus } from "../../../db/write/periods";
import type { PartnerRecord } from "../../../domain/booking-record";
import { dayIn } from "../../../domain/calendar";
import type { PeriodAction } from "../../../domain/period/period-state";
import { assertPeriodStep, periodTransitions } from "../../../domain/period/period-state";
import { assertSignedOff } from "../../../domain/period/sign-offs";
import { Refusal } from "../../../domain/refusal";
import { decideApproval } from "../../../services/approval/decide-approval";
import type { ClosePeriodInput, ClosePeriodResult } from "../../../temporal/contract/period";
import { currentTraceparent, toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { findOperationResult } from "../find-operation-result";
import type { ChecklistRun } from "./run-checklist";
import { listMissingSignOffs } from "./sign-off-item";

/**
 * The one commit of a step: the period's status, its history, the audit, the event, the operation's
 * result, and of a reopening the approval. It waits for the postings into the period that are under
 * way. Null where something was posted up to the period's end since its checklist was run. Run
 * again, it finds its result.
 */
export function createChangePeriod({ openPartner, observer, now }: LedgerDependencies) {
  return async function changePeriod(
    input: ClosePeriodInput,
    checklist: ChecklistRun | null,
  ): Promise<ClosePeriodResult | null> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const change = { input, partner, checklist, now: now() };
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<ClosePeriodResult>(transaction, input.operationId)) ??
        commit(transaction, change),
      observer,
    );
  };
}

interface Change {
  readonly input: ClosePeriodInput;
  readonly partner: PartnerRecord;
  readonly checklist: ChecklistRun | null;
  readonly now: string;
}

async function commit(
  transaction: PartnerTransaction,
  change: Change,
): Promise<ClosePeriodResult | null> {
  const { input, partner, checklist, now } = change;
  const all = await lockPeriods(transaction);
  const period = all.find(({ publicId }) => publicId === input.periodId);
  if (period === undefined) throw new Refusal("NOT_FOUND", "No such accounting period.");
  if (input.action === "check") return finish(transaction, change, period.status);
  assertPeriodStep(input.action, period, { all, today: dayIn(partner.timeZone, now) });
  if (checklist !== null) {
    const entries = { after: checklist.lastEntryNumber, through: period.endsOn };
    if (await hasLaterEntries(transaction, entries)) return null;
  }
  await step(transaction, change, period, input.action);
  return finish(transaction, change, periodTransitions[input.action].to);
}

async function step(
  transaction: PartnerTransaction,
  { input, checklist, now }: Change,
  period: PeriodRecord,
  action: PeriodAction,
): Promise<void> {
  const at = toDateTime(now);
  const context = toActContext(input.context);
  const { from, to } = periodTransitions[action];
  if (action === "close") {
    assertSignedOff(period.code, await listMissingSignOffs(transaction, period.periodId));
  }
  const voided = action === "reopen" ? await voidSignOffs(transaction, period, at) : [];
  await updatePeriodStatus(transaction, period, { to, at });
  const decided = await decide(transaction, input, at);
  const changed: AuditEvent = {
    type: `period.${eventOf[action]}`,
    targetType: "accounting_period",
    targetId: period.publicId,
    payload: {
      period: period.code,
      from,
      to,
      checklist: checklist?.checklistId ?? null,
      attestations: input.attestations.map(({ item, note }) => `${item}: ${note}`),
      reason: input.approval?.reason ?? null,
      ...(voided.length > 0 && { voided_sign_offs: voided }),
    },
  };
  await writeAudit(transaction, context, [...decided, changed], at);
  await writeOutbox(
    transaction,
    [
      {
        type: changed.type,
        aggregateType: "accounting_period",
        aggregateId: period.publicId,
        payload: { period_id: period.publicId, period: period.code, status: to },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
}

const eventOf: Readonly<Record<PeriodAction, string>> = {
  soft_close: "soft_closed",
  close: "closed",
  lock: "locked",
  reopen: "reopened",
};

/** Who has signed off did so for the books as they were. Returns the roles. */
async function voidSignOffs(
  transaction: PartnerTransaction,
  { periodId }: PeriodRecord,
  at: string,
): Promise<string[]> {
  const given = await listSignOffs(transaction, [periodId]);
  await endSignOffs(transaction, given, { kind: "voided", at });
  return given.map(({ role }) => role);
}

/** A reopening is what another person has approved. */
async function decide(
  transaction: PartnerTransaction,
  { approval, context }: ClosePeriodInput,
  at: string,
): Promise<AuditEvent[]> {
  if (approval === null) return [];
  const decision = { decision: "approved", reason: approval.reason } as const;
  const record = await lockApproval(transaction, approval.id);
  return [
    await decideApproval(transaction, record, decision, { context: toActContext(context), at }),
  ];
}

async function finish(
  transaction: PartnerTransaction,
  { input, checklist, now }: Change,
  status: ClosePeriodResult["status"],
): Promise<ClosePeriodResult> {
  const result = {
    periodId: input.periodId,
    status,
    checklistId: checklist?.checklistId ?? null,
  };
  await succeedOperation(transaction, input.operationId, {
    stage: status,
    result,
    at: toDateTime(now),
  });
  return result;
}
