import type { Context } from "hono";

import { newId } from "../db/new-id";
import { Refusal } from "../domain/refusal";
import type { ApplyBspRuleResult } from "../temporal/contract/bsp-rule";
import { applyBspRuleType, applyBspRuleUpdate } from "../temporal/contract/bsp-rule";
import { taskQueues } from "../temporal/contract/queues";
import {
  applyBspRuleInputSchema,
  applyBspRuleResultSchema,
} from "../temporal/contract/schemas/bsp-rule";
import { searchAttributes } from "../temporal/contract/search-attributes";
import { workflowIds } from "../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "./environment";
import type { OperationPlan } from "./operations";
import { presentRuleApplication } from "./present/bsp-rule";
import { operationKinds } from "./present/operation-result";
import { toRequestContext } from "./request-context";

/** Applies a rule to what is open, of one file or of all. */
export function bspRulePlan(
  c: Context<ApiEnvironment>,
  { ruleId, fileId }: { readonly ruleId: string; readonly fileId: string | null },
): OperationPlan<ApplyBspRuleResult> {
  const { scope } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.applyBspRule,
      workflowId: workflowIds.applyBspRule(scope.partner, operationId),
      resource: { type: "bsp_rule", id: ruleId },
      request: applyBspRuleInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        ruleId,
        fileId,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: applyBspRuleType,
      taskQueue: taskQueues.books,
      searchAttributes: [{ key: searchAttributes.partnerId, value: scope.partner }],
    },
    update: applyBspRuleUpdate,
    result: applyBspRuleResultSchema,
    present: (result) => Promise.resolve({ body: presentRuleApplication(result), headers: {} }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("BSP_EXCEPTION_RESOLVED", "It was applied already.")),
  };
}
