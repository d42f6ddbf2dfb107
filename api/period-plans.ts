import type { Context } from "hono";

import { newId } from "../db/new-id";
import type { PeriodRecord } from "../db/read/periods";
import { getPeriod } from "../db/read/periods";
import { getRecognitionRun } from "../db/read/recognition-runs";
import { Refusal } from "../domain/refusal";
import type {
  AccruePeriodResult,
  CloseFiscalYearResult,
  ClosePeriodInput,
  ClosePeriodResult,
  RevaluePeriodResult,
} from "../temporal/contract/period";
import {
  accruePeriodType,
  accruePeriodUpdate,
  closeFiscalYearType,
  closeFiscalYearUpdate,
  closePeriodType,
  closePeriodUpdate,
  revaluePeriodType,
  revaluePeriodUpdate,
} from "../temporal/contract/period";
import { taskQueues } from "../temporal/contract/queues";
import type { RunRecognitionResult } from "../temporal/contract/recognition";
import { runRecognitionType, runRecognitionUpdate } from "../temporal/contract/recognition";
import {
  accruePeriodInputSchema,
  accruePeriodResultSchema,
  closeFiscalYearInputSchema,
  closeFiscalYearResultSchema,
  closePeriodInputSchema,
  closePeriodResultSchema,
  revaluePeriodInputSchema,
  revaluePeriodResultSchema,
} from "../temporal/contract/schemas/period";
import {
  runRecognitionInputSchema,
  runRecognitionResultSchema,
} from "../temporal/contract/schemas/recognition";
import { searchAttributes } from "../temporal/contract/search-attributes";
import { workflowIds } from "../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "./environment";
import type { OperationPlan } from "./operations";
import {
  operationKinds,
  presentAccruals,
  presentRevaluation,
  presentYearEnd,
} from "./present/operation-result";
import { presentPeriod } from "./present/period";
import { presentRecognitionRun } from "./present/recognition";
import { toRequestContext } from "./request-context";

export function changePeriodPlan(
  c: Context<ApiEnvironment>,
  period: PeriodRecord,
  change: Pick<ClosePeriodInput, "action"> &
    Partial<Pick<ClosePeriodInput, "attestations" | "approval">>,
): OperationPlan<ClosePeriodResult> {
  const { scope, livemode } = c.get("principal");
  const { operationId, asked, workflow, alreadyDone } = begin(c);
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.changePeriod,
      workflowId: workflowIds.closePeriod(scope.partner, period.code, operationId),
      resource: { type: "period", id: period.publicId },
      request: closePeriodInputSchema.parse({
        ...asked,
        periodId: period.publicId,
        attestations: [],
        approval: null,
        ...change,
      }),
    },
    workflow: { type: closePeriodType, ...workflow },
    update: closePeriodUpdate,
    result: closePeriodResultSchema,
    present: async () => ({
      body: await presentPeriod(scope, await getPeriod(scope, period.publicId), livemode),
      headers: {},
    }),
    alreadyDone,
  };
}

export function revaluePlan(
  c: Context<ApiEnvironment>,
  period: PeriodRecord,
): OperationPlan<RevaluePeriodResult> {
  const { scope, livemode } = c.get("principal");
  const { operationId, asked, workflow, alreadyDone } = begin(c);
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.revaluePeriod,
      workflowId: workflowIds.revaluePeriod(scope.partner, period.code, operationId),
      resource: { type: "period", id: period.publicId },
      request: revaluePeriodInputSchema.parse({ ...asked, periodId: period.publicId }),
    },
    workflow: { type: revaluePeriodType, ...workflow },
    update: revaluePeriodUpdate,
    result: revaluePeriodResultSchema,
    present: (result, { publicId }) =>
      Promise.resolve({ body: presentRevaluation(result, publicId, livemode), headers: {} }),
    alreadyDone,
  };
}

export function accruePlan(
  c: Context<ApiEnvironment>,
  period: PeriodRecord,
): OperationPlan<AccruePeriodResult> {
  const { scope, livemode } = c.get("principal");
  const { operationId, asked, workflow, alreadyDone } = begin(c);
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.accruePeriod,
      workflowId: workflowIds.accruePeriod(scope.partner, period.code, operationId),
      resource: { type: "period", id: period.publicId },
      request: accruePeriodInputSchema.parse({ ...asked, periodId: period.publicId }),
    },
    workflow: { type: accruePeriodType, ...workflow },
    update: accruePeriodUpdate,
    result: accruePeriodResultSchema,
    present: (result, { publicId }) =>
      Promise.resolve({ body: presentAccruals(result, publicId, livemode), headers: {} }),
    alreadyDone,
  };
}

/** Without a day: to the period's end, or to yesterday while it has not ended. */
export function runRecognitionPlan(
  c: Context<ApiEnvironment>,
  period: PeriodRecord,
  { through, succeeded }: { readonly through: string | undefined; readonly succeeded: number },
): OperationPlan<RunRecognitionResult> {
  const { scope, livemode } = c.get("principal");
  const { operationId, asked, workflow, alreadyDone } = begin(c);
  const runId = newId("recognitionRun");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.runRecognition,
      workflowId: workflowIds.runRecognition(scope.partner, period.code, succeeded),
      resource: { type: "recognition_run", id: runId },
      request: runRecognitionInputSchema.parse({
        ...asked,
        runId,
        periodId: period.publicId,
        through: through ?? null,
      }),
    },
    workflow: { type: runRecognitionType, ...workflow },
    update: runRecognitionUpdate,
    result: runRecognitionResultSchema,
    present: async (result) => ({
      body: presentRecognitionRun(await getRecognitionRun(scope, result.runId), livemode),
      headers: { Location: `/v1/recognition-runs/${result.runId}` },
    }),
    alreadyDone,
  };
}

export function closeFiscalYearPlan(
  c: Context<ApiEnvironment>,
  fiscalYear: number,
): OperationPlan<CloseFiscalYearResult> {
  const { scope, livemode } = c.get("principal");
  const { operationId, asked, workflow, alreadyDone } = begin(c);
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.closeFiscalYear,
      workflowId: workflowIds.closeFiscalYear(scope.partner, fiscalYear, operationId),
      resource: { type: "fiscal_year", id: String(fiscalYear) },
      request: closeFiscalYearInputSchema.parse({ ...asked, fiscalYear }),
    },
    workflow: { type: closeFiscalYearType, ...workflow },
    update: closeFiscalYearUpdate,
    result: closeFiscalYearResultSchema,
    present: (result, { publicId }) =>
      Promise.resolve({ body: presentYearEnd(result, publicId, livemode), headers: {} }),
    alreadyDone,
  };
}

/** What the operations on periods and years have in common. */
function begin(c: Context<ApiEnvironment>) {
  const { partner } = c.get("principal").scope;
  const operationId = newId("operation");
  return {
    operationId,
    asked: { schemaVersion: 1, partner, operationId, context: toRequestContext(c) },
    workflow: {
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The operation has ended already.")),
  };
}
