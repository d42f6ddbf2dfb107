import { context as traceContext, propagation, trace } from "@opentelemetry/api";
import { activityInfo } from "@temporalio/activity";

import type { ActContext } from "../domain/actor";
import type { RequestContext } from "../temporal/contract/payloads";

/** Who asked, with the workflow that acts for them. */
export function toActContext(context: RequestContext): ActContext {
  const { workflowExecution } = activityInfo();
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return {
    actor: context.actor,
    ...(context.requestId === null ? {} : { requestId: context.requestId }),
    ...(context.ipAddress === null ? {} : { ipAddress: context.ipAddress }),
    ...(context.userAgent === null ? {} : { userAgent: context.userAgent }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(workflowExecution === undefined
      ? {}
      : {
          workflowId: workflowExecution.workflowId,
          workflowRunId: workflowExecution.runId,
        }),
  };
}

/** The trace that an event is written in, so that what it sets off belongs to it too (W3C). */
export function currentTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(traceContext.active(), carrier);
  return carrier.traceparent;
}
