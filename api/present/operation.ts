import type { z } from "@hono/zod-openapi";

import type { OperationRecord } from "../../db/read/get-operation";
import type { AttentionReason } from "../../domain/attention";
import { attentionActions, attentionReasons } from "../../domain/attention";
import { invariant } from "../../domain/invariant";
import { supplierNameOf } from "../../domain/supplier-names";
import type { StageTime } from "../../temporal/contract/payloads";
import { toRefusalRecord } from "../operation-error";
import { problemBody, refusalProblem } from "../problem";
import type { operationSchema } from "../schemas/operation";
import { presentResult } from "./operation-result";

/** An operation as it is stored, with the stages that its workflow told where it was asked. */
export function presentOperation(
  operation: OperationRecord,
  {
    livemode,
    live,
  }: {
    readonly livemode: boolean;
    readonly live?: { readonly stage: string; readonly stages: readonly StageTime[] };
  },
): z.infer<typeof operationSchema> {
  const done = ["succeeded", "failed", "cancelled"].includes(operation.status);
  const path = `/v1/operations/${operation.publicId}`;
  return {
    id: operation.publicId,
    object: "operation",
    livemode,
    kind: operation.kind,
    status: operation.status,
    done,
    stage: done ? operation.stage : (live?.stage ?? operation.stage),
    stages: [...(live?.stages ?? [])],
    attention: presentAttention(operation),
    supplier: supplierNameOf(operation.gdsProviderCode ?? "") ?? null,
    resource: operation.resource,
    workflow_id: operation.workflowId,
    result: presentResult(operation, livemode),
    error:
      operation.status === "failed"
        ? problemBody(refusalProblem(toRefusalRecord(operation)), operation.publicId, path)
        : null,
    version: operation.version,
    created_at: operation.createdAt,
    updated_at: operation.updatedAt,
    finished_at: operation.finishedAt,
  };
}

function presentAttention({
  attention,
}: OperationRecord): z.infer<typeof operationSchema>["attention"] {
  if (attention === null) return null;
  return {
    ...attention,
    reason: toReason(attention.reason),
    actions: attentionActions.filter((action) => attention.actions.includes(action)),
  };
}

/** Of what a workflow has written. */
export function toReason(stored: string): AttentionReason {
  const reason = attentionReasons.find((each) => each === stored);
  invariant(reason !== undefined, `${stored} is a reason`);
  return reason;
}
