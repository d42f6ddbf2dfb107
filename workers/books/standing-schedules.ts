import type { Client, ScheduleOptions } from "@temporalio/client";

import type { PurgeIdempotencyKeysInput } from "../../temporal/contract/purge-idempotency-keys";
import { purgeIdempotencyKeysType } from "../../temporal/contract/purge-idempotency-keys";
import { taskQueues } from "../../temporal/contract/queues";
import type { RecogniseAllPartnersInput } from "../../temporal/contract/recognise-all-partners";
import { recogniseAllPartnersType } from "../../temporal/contract/recognise-all-partners";
import type { RefreshExchangeRatesInput } from "../../temporal/contract/refresh-exchange-rates";
import { refreshExchangeRatesType } from "../../temporal/contract/refresh-exchange-rates";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { VerifyAllBooksInput } from "../../temporal/contract/verify-books";
import { verifyAllBooksType } from "../../temporal/contract/verify-books";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { ensureSchedule } from "../../temporal/ensure-schedule";

const refreshFromEcb: RefreshExchangeRatesInput = {
  schemaVersion: 1,
  feed: "ecb",
  request: null,
};

const verifyFromTheStart: VerifyAllBooksInput = {
  schemaVersion: 1,
  after: null,
  verifiedCount: 0,
  findings: [],
};

const recogniseFromTheStart: RecogniseAllPartnersInput = {
  schemaVersion: 1,
  after: null,
  partnerCount: 0,
  runCount: 0,
  lineCount: 0,
  skipped: [],
  skippedCount: 0,
  failed: [],
  failedCount: 0,
};

const purgeFromTheStart: PurgeIdempotencyKeysInput = { schemaVersion: 1, deletedCount: 0 };

/** What runs by itself on the queue of the books. One that is late runs once, not as often. */
const standingSchedules: readonly ScheduleOptions[] = [
  {
    scheduleId: workflowIds.refreshAllExchangeRates,
    // The ECB publishes at about 16:00 in Frankfurt, on the days it works.
    spec: { calendars: [{ hour: 15, minute: 30, comment: "after the ECB has published" }] },
    policies: { overlap: "SKIP", catchupWindow: "1 day" },
    action: {
      type: "startWorkflow",
      workflowType: refreshExchangeRatesType,
      workflowId: workflowIds.refreshAllExchangeRates,
      taskQueue: taskQueues.books,
      args: [refreshFromEcb],
      typedSearchAttributes: [{ key: searchAttributes.needsAttention, value: false }],
    },
  },
  {
    scheduleId: workflowIds.verifyAllBooks,
    spec: { calendars: [{ hour: 20, minute: 30, comment: "at night in Dhaka and Delhi" }] },
    policies: { overlap: "SKIP", catchupWindow: "1 day" },
    action: {
      type: "startWorkflow",
      workflowType: verifyAllBooksType,
      workflowId: workflowIds.verifyAllBooks,
      taskQueue: taskQueues.books,
      args: [verifyFromTheStart],
      typedSearchAttributes: [{ key: searchAttributes.needsAttention, value: false }],
    },
  },
  {
    scheduleId: workflowIds.recogniseAllPartners,
    // After midnight from Dhaka to London; a partner's own yesterday is what counts.
    spec: { calendars: [{ hour: 0, minute: 30, comment: "what yesterday has earned" }] },
    policies: { overlap: "SKIP", catchupWindow: "12 hours" },
    action: {
      type: "startWorkflow",
      workflowType: recogniseAllPartnersType,
      workflowId: workflowIds.recogniseAllPartners,
      taskQueue: taskQueues.books,
      args: [recogniseFromTheStart],
      typedSearchAttributes: [{ key: searchAttributes.needsAttention, value: false }],
    },
  },
  {
    scheduleId: workflowIds.purgeIdempotencyKeys,
    spec: { calendars: [{ minute: 10, hour: "*", comment: "what expired in the hour before" }] },
    policies: { overlap: "SKIP", catchupWindow: "1 hour" },
    action: {
      type: "startWorkflow",
      workflowType: purgeIdempotencyKeysType,
      workflowId: workflowIds.purgeIdempotencyKeys,
      taskQueue: taskQueues.books,
      args: [purgeFromTheStart],
    },
  },
];

export async function ensureStandingSchedules(client: Client): Promise<void> {
  for (const schedule of standingSchedules) await ensureSchedule(client, schedule);
}
