import { WithStartWorkflowOperation } from "@temporalio/client";

import type { ScheduledRecognitionDependencies } from "../../activities/books/recognition/run-scheduled-recognition";
import { taskQueues } from "../../temporal/contract/queues";
import { runRecognitionType } from "../../temporal/contract/recognition";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { toOperationStart, toStoredWorkflow } from "../../temporal/operation-workflow";

/** How a run that nobody has asked for is kept and started: as the API does it for who asks. */
export const recognitionStarts: ScheduledRecognitionDependencies["starts"] = {
  toStored: (partner) => toStoredWorkflow(toWorkflow(partner)),
  toStart: (partner, operation) => {
    const { args, ...start } = toOperationStart(toWorkflow(partner), operation);
    return new WithStartWorkflowOperation(runRecognitionType, {
      ...start,
      args: [...args],
      workflowIdConflictPolicy: "USE_EXISTING",
    });
  },
};

function toWorkflow(partner: string) {
  return {
    type: runRecognitionType,
    taskQueue: taskQueues.books,
    searchAttributes: [
      { key: searchAttributes.partnerId, value: partner },
      { key: searchAttributes.needsAttention, value: false },
    ],
  };
}
