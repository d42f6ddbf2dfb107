import { newId } from "../../../db/new-id";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { sumDue } from "../../../db/read/due-recognition";
import { findOperation } from "../../../db/read/get-operation";
import { getPartner } from "../../../db/read/get-partner";
import type { PeriodRecord } from "../../../db/read/periods";
import { getPeriod, listPeriods } from "../../../db/read/periods";
import { countSucceededRuns } from "../../../db/read/recognition-runs";
import { inSnapshot, inTransaction } from "../../../db/transaction";
import { updateOperation } from "../../../db/write/operations";
import type { PartnerRecord } from "../../../domain/booking-record";
import type { ClosingStage } from "../../../domain/period/closing-stages";
import { takesAdjustments } from "../../../domain/period/period-state";
import type { NewOperation } from "../../../services/operation/begin-operation";
import { insertOperation } from "../../../services/operation/begin-operation";
import type { BegunStage, CompletePeriodInput } from "../../../temporal/contract/complete-period";
import { exportReportType } from "../../../temporal/contract/export-report";
import {
  accruePeriodType,
  closeFiscalYearType,
  closePeriodType,
  revaluePeriodType,
} from "../../../temporal/contract/period";
import { runRecognitionType } from "../../../temporal/contract/recognition";
import { exportReportInputSchema } from "../../../temporal/contract/schemas/export-report";
import {
  accruePeriodInputSchema,
  closeFiscalYearInputSchema,
  closePeriodInputSchema,
  revaluePeriodInputSchema,
} from "../../../temporal/contract/schemas/period";
import { runRecognitionInputSchema } from "../../../temporal/contract/schemas/recognition";
import { toStoredStage } from "../../../temporal/contract/schemas/stored-stage";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { closingId, stageOperationId } from "./closing-ids";
import { planOverrides } from "./plan-overrides";
import { planRevaluation } from "./revaluation-plan";

interface Subject {
  readonly scope: PartnerDatabase;
  readonly partner: PartnerRecord;
  readonly period: PeriodRecord;
  readonly input: CompletePeriodInput;
  readonly operationId: string;
}

type Start = Pick<NewOperation, "kind" | "workflowId" | "resource" | "request">;

const typeOf = {
  soft_close: closePeriodType,
  recognition: runRecognitionType,
  accruals: accruePeriodType,
  revaluation: revaluePeriodType,
  year_end: closeFiscalYearType,
  close: closePeriodType,
  lock: closePeriodType,
  audit_pack: exportReportType,
} as const satisfies Readonly<Record<ClosingStage, string>>;

/**
 * Says what a stage has to do as the books are now, and commits its operation: nothing where it is
 * done. Tried again, it finds the operation that it has committed. The operation is kept with the
 * closing that starts it: no other process may be ahead of that, and should it be terminated before,
 * the operation is cancelled.
 */
export function createBeginClosingStage({ openPartner, observer, now }: LedgerDependencies) {
  return async function beginClosingStage(
    input: CompletePeriodInput,
    stage: ClosingStage,
  ): Promise<BegunStage> {
    const scope = await openPartner(input.partner);
    const operationId = stageOperationId(stage);
    const type = typeOf[stage];
    const begun = await findOperation(scope, { publicId: operationId });
    if (begun !== undefined) {
      const { workflowId, request } = begun;
      return { kind: "begun", type, operationId, workflowId, input: request };
    }
    const partner = await getPartner(scope);
    const period = await getPeriod(scope, input.periodId);
    const planned = await plan(stage, { scope, partner, period, input, operationId });
    if (typeof planned === "string") return { kind: "skipped", text: planned };
    await inTransaction(
      scope,
      async (transaction) => {
        const at = toDateTime(now());
        await updateOperation(transaction, input.operationId, { status: "running", stage, at });
        const operation = {
          publicId: operationId,
          ...planned,
          workflow: toStoredStage(closingId()),
        };
        await insertOperation(transaction, operation, toActContext(input.context));
      },
      observer,
    );
    const { workflowId, request } = planned;
    return { kind: "begun", type, operationId, workflowId, input: request };
  };
}

/** What it starts; a text where there is nothing to do, and why. */
function plan(stage: ClosingStage, subject: Subject): Promise<Start | string> | Start | string {
  const { period, input } = subject;
  switch (stage) {
    case "soft_close":
      return period.status === "open" ? step(subject, "soft_close") : `It is ${period.status}.`;
    case "recognition":
      return takesAdjustments(period.status) ? planRecognition(subject) : `It is ${period.status}.`;
    case "accruals":
      return takesAdjustments(period.status) ? planAccruing(subject) : `It is ${period.status}.`;
    case "revaluation":
      return takesAdjustments(period.status) ? planRevaluing(subject) : `It is ${period.status}.`;
    case "year_end":
      return takesAdjustments(period.status) ? planYearEnd(subject) : `It is ${period.status}.`;
    case "close":
      return takesAdjustments(period.status) ? step(subject, "close") : `It is ${period.status}.`;
    case "lock":
      if (!input.lock) return "It was not asked for.";
      return period.status === "locked" ? "It is locked." : step(subject, "lock");
    case "audit_pack":
      return input.auditPack ? planAuditPack(subject) : "It was not asked for.";
  }
}

function askedOf({ input, operationId }: Subject) {
  const { partner, context } = input;
  return { schemaVersion: 1, partner, operationId, context };
}

function step(subject: Subject, action: "soft_close" | "close" | "lock"): Start {
  const { input, period, operationId } = subject;
  return {
    kind: "period.change",
    workflowId: workflowIds.closePeriod(input.partner, period.code, operationId),
    resource: { type: "period", id: period.publicId },
    request: closePeriodInputSchema.parse({
      ...askedOf(subject),
      periodId: period.publicId,
      action,
      attestations: action === "close" ? input.attestations : [],
      approval: null,
    }),
  };
}

async function planRecognition(subject: Subject): Promise<Start | string> {
  const { scope, input, period } = subject;
  const { lines } = await inSnapshot(scope, (snapshot) => sumDue(snapshot, period.endsOn));
  if (lines === 0) return `Nothing is due by ${period.endsOn} that has not been recognised.`;
  const runId = newId("recognitionRun");
  const succeeded = await countSucceededRuns(scope, period.periodId);
  return {
    kind: "recognition.run",
    workflowId: workflowIds.runRecognition(input.partner, period.code, succeeded),
    resource: { type: "recognition_run", id: runId },
    request: runRecognitionInputSchema.parse({
      ...askedOf(subject),
      runId,
      periodId: period.publicId,
      through: null,
    }),
  };
}

async function planAccruing(subject: Subject): Promise<Start | string> {
  const { scope, input, period, operationId } = subject;
  const { lines, agreements } = await inSnapshot(scope, (snapshot) =>
    planOverrides(snapshot, subject.partner, period),
  );
  if (lines.length === 0) return `${agreements.length} agreements are accrued as is probable.`;
  return {
    kind: "period.accrue",
    workflowId: workflowIds.accruePeriod(input.partner, period.code, operationId),
    resource: { type: "period", id: period.publicId },
    request: accruePeriodInputSchema.parse({
      ...askedOf(subject),
      periodId: period.publicId,
    }),
  };
}

async function planRevaluing(subject: Subject): Promise<Start | string> {
  const { scope, partner, input, period, operationId } = subject;
  const { balances, lines } = await inSnapshot(scope, (snapshot) =>
    planRevaluation(snapshot, partner, period),
  );
  if (lines.length === 0) return `${balances} foreign balances stand at the closing rates.`;
  return {
    kind: "period.revalue",
    workflowId: workflowIds.revaluePeriod(input.partner, period.code, operationId),
    resource: { type: "period", id: period.publicId },
    request: revaluePeriodInputSchema.parse({
      ...askedOf(subject),
      periodId: period.publicId,
    }),
  };
}

async function planYearEnd(subject: Subject): Promise<Start | string> {
  const { scope, input, period, operationId } = subject;
  const { fiscalYear } = period;
  const last = (await listPeriods(scope, { fiscalYear })).at(-1);
  if (last?.publicId !== period.publicId) return "It is not the last period of its fiscal year.";
  return {
    kind: "fiscal_year.close",
    workflowId: workflowIds.closeFiscalYear(input.partner, fiscalYear, operationId),
    resource: { type: "fiscal_year", id: String(fiscalYear) },
    request: closeFiscalYearInputSchema.parse({ ...askedOf(subject), fiscalYear }),
  };
}

function planAuditPack(subject: Subject): Start {
  const { input, period, operationId } = subject;
  return {
    kind: "report.export",
    workflowId: workflowIds.exportReport(input.partner, operationId),
    resource: { type: "report", id: "audit_pack" },
    request: exportReportInputSchema.parse({
      ...askedOf(subject),
      request: {
        report: "audit_pack",
        format: "zip",
        from: period.startsOn,
        to: period.endsOn,
        branchId: null,
        currency: "functional",
        account: null,
        customerId: null,
        supplierId: null,
        limits: [],
        columns: null,
      },
      branches: null,
    }),
  };
}
