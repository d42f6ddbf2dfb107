import type { NativeConnection, WorkerOptions } from "@temporalio/worker";
import { Worker } from "@temporalio/worker";

import { createApprovalActivities } from "../activities/approval/approval-activities";
import { createBookingActivities } from "../activities/booking/booking-activities";
import { createScheduleCheckActivities } from "../activities/booking/schedule-checks/schedule-check-activities";
import { createBooksActivities } from "../activities/books/books-activities";
import { createExchangeRateActivities } from "../activities/books/exchange-rate-activities";
import { createExportActivities } from "../activities/books/export/export-activities";
import { createIdempotencyKeyActivities } from "../activities/books/idempotency-key-activities";
import { createImportActivities } from "../activities/books/import/import-activities";
import { createPeriodActivities } from "../activities/books/period/period-activities";
import { createRecognitionActivities } from "../activities/books/recognition/recognition-activities";
import { createScheduledRecognitionActivities } from "../activities/books/recognition/scheduled-recognition-activities";
import { createVerificationActivities } from "../activities/books/verification-activities";
import { createBspActivities } from "../activities/bsp/bsp-activities";
import { createRemittanceActivities } from "../activities/bsp/remittance/remittance-activities";
import { createBspSourceActivities } from "../activities/bsp/source/source-activities";
import {
  createExchangeActivities,
  createExchangeSupplierActivities,
} from "../activities/exchange/exchange-activities";
import { createMemoActivities } from "../activities/memo/memo-activities";
import { createMessageActivities } from "../activities/message/message-activities";
import { createDeletionActivities } from "../activities/partner/deletion/deletion-activities";
import { createOnboardingActivities } from "../activities/partner/onboarding/onboarding-activities";
import { createPartnerActivities } from "../activities/partner/partner-activities";
import { createPaybackActivities } from "../activities/refund/payback-activities";
import { createRefundActivities } from "../activities/refund/refund-activities";
import { createRefundSupplierActivities } from "../activities/refund/refund-supplier-activities";
import { createIssuanceActivities } from "../activities/ticket/issuance-activities";
import { createTicketSupplierActivities } from "../activities/ticket/ticket-supplier-activities";
import type { TaskQueue } from "../temporal/contract/queues";
import { taskQueues } from "../temporal/contract/queues";
import { createDataConverter } from "../temporal/data-converter";
import { activityOutcomes } from "../temporal/interceptors/activity-outcomes";
import type { Tracing } from "../temporal/tracing";
import type { WorkerDependencies } from "./dependencies";
import { toWorkerLimits } from "./supplier-limits";

/** Longer than the longest commit, so that a rolling restart cuts none short. */
const shutdownGraceTime = "15 seconds";
/** A dead worker's cached workflows go to another one after this time. */
const stickyQueueScheduleToStartTimeout = "2 seconds";
/** Beats of a call reach the server as often as they are made, not at 0.8 of their time limit. */
const maxHeartbeatThrottleInterval = "1 second";

export interface CreateWorkersOptions {
  readonly queues: readonly TaskQueue[];
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Workflows are bundled when the project is built, not when a worker starts. */
  readonly workflowBundlePath: string;
  readonly tracing?: Tracing | undefined;
}

/** One worker for each queue, with what that queue does and nothing else. */
export async function createWorkers(
  dependencies: WorkerDependencies,
  options: CreateWorkersOptions,
): Promise<Worker[]> {
  return Promise.all(
    options.queues.map((taskQueue) =>
      Worker.create({
        connection: options.connection,
        namespace: options.namespace,
        taskQueue,
        dataConverter: createDataConverter(dependencies.keyRing),
        shutdownGraceTime,
        stickyQueueScheduleToStartTimeout,
        maxHeartbeatThrottleInterval,
        ...(options.tracing === undefined ? {} : { plugins: [options.tracing.plugin] }),
        interceptors: { activity: [activityOutcomes(toObserver(dependencies))] },
        ...workOf(taskQueue, dependencies, options.workflowBundlePath),
      }),
    ),
  );
}

function workOf(
  taskQueue: TaskQueue,
  {
    ledger,
    suppliers,
    supplierLimits,
    messages,
    verification,
    exchangeRates,
    idempotencyKeys,
    scheduledRecognition,
    onboarding,
    deletion,
    exports,
    imports,
    bsp,
    bspSources,
    remittances,
  }: WorkerDependencies,
  codePath: string,
): Partial<WorkerOptions> {
  switch (taskQueue) {
    case taskQueues.books:
      return {
        workflowBundle: { codePath },
        activities: {
          ...createApprovalActivities(ledger),
          ...createBooksActivities(ledger),
          ...createPaybackActivities(ledger),
          ...createMemoActivities(ledger),
          ...createExchangeRateActivities(exchangeRates),
          ...createRecognitionActivities(ledger),
          ...createScheduledRecognitionActivities(scheduledRecognition),
          ...createPeriodActivities(ledger),
          ...createVerificationActivities(verification),
          ...createExportActivities(exports),
          ...createImportActivities(imports),
          ...createBspActivities(bsp),
          ...createBspSourceActivities(bspSources),
          ...createRemittanceActivities(remittances),
          ...createPartnerActivities(ledger),
          ...createScheduleCheckActivities(ledger),
          ...createOnboardingActivities(onboarding),
          ...createDeletionActivities(deletion),
          ...createIdempotencyKeyActivities(idempotencyKeys),
        },
      };
    case taskQueues.supplierAmadeus:
    case taskQueues.supplierHotelbeds:
    case taskQueues.supplierLcc:
    case taskQueues.supplierNdc:
    case taskQueues.supplierSabre:
      return {
        workflowBundle: { codePath },
        activities: {
          ...createIssuanceActivities(ledger),
          ...createTicketSupplierActivities(suppliers),
          ...createExchangeActivities(ledger),
          ...createExchangeSupplierActivities(suppliers),
          ...createBookingActivities(suppliers),
          ...createRefundActivities(ledger),
          ...createRefundSupplierActivities(suppliers),
        },
        ...toWorkerLimits(supplierLimits, taskQueue),
      };
    case taskQueues.messaging:
      return { workflowBundle: { codePath }, activities: createMessageActivities(messages) };
  }
}

function toObserver({ metrics, logger }: WorkerDependencies) {
  return {
    onActivity: (
      execution: Parameters<Parameters<typeof activityOutcomes>[0]["onActivity"]>[0],
    ) => {
      const { activity, result, attempt, durationMs, error } = execution;
      metrics.activityDuration.observe({ activity, result }, durationMs / 1000);
      if (activity === "issueAtSupplier" || activity === "commitIssuance") {
        metrics.issuance.inc({ step: activity, result });
      }
      const fields = { activity, result, attempt, duration_ms: Math.round(durationMs), err: error };
      if (result === "fault") logger.warn(fields, "activity failed; it is tried again");
      else logger.info(fields, "activity");
    },
  };
}
