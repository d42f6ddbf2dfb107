import { activityInfo } from "@temporalio/activity";

import type { ActContext } from "../domain/actor";
import type { RequestContext } from "../temporal/contract/payloads";

/** Who asked, with the workflow that acts for them. */
export function toActContext(context: RequestContext): ActContext {
  const { workflowExecution } = activityInfo();
  return {
    actor: context.actor,
    ...(context.requestId === null ? {} : { requestId: context.requestId }),
    ...(context.ipAddress === null ? {} : { ipAddress: context.ipAddress }),
    ...(context.userAgent === null ? {} : { userAgent: context.userAgent }),
    ...(workflowExecution === undefined
      ? {}
      : {
          workflowId: workflowExecution.workflowId,
          workflowRunId: workflowExecution.runId,
        }),
  };
}
