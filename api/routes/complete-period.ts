import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { getPeriod } from "../../db/read/periods";
import type { Permission } from "../../domain/permissions";
import { completePeriodPlan } from "../complete-period-plan";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { ProblemError } from "../problem";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { completePeriodSchema, completionSchema } from "../schemas/period";

const completeRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/complete",
  tags: ["Periods"],
  summary: "Close a period in one act",
  description:
    "Soft-closes it, recognises, accrues overrides, revalues, at a year's end moves its result, runs the checklist and closes; locks it and writes the audit pack where that is asked for. Each stage has an operation of its own. A stage that is refused ends it (422 `period_stage_refused`) and says why; asked again, it goes on from there. It takes the permissions of all its stages.",
  ...permitted("period.close.partner"),
  request: {
    params: z.object({ period_id: idSchema("period") }),
    headers: idempotencyHeadersSchema,
    body: { ...jsonBody(completePeriodSchema), required: false },
  },
  responses: {
    201: json(completionSchema, "What each stage came to"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const always = [
  "period.soft_close.partner",
  "recognition.run.partner",
  "period.accrue.partner",
  "period.revalue.partner",
  "fiscal_year.close.partner",
] as const satisfies readonly Permission[];

export function registerCompletePeriod(router: Router, dependencies: ApiDependencies): void {
  router.openapi(completeRoute, async (c) => {
    const body = completePeriodSchema.parse(c.req.valid("json") ?? {});
    const { attestations, lock, audit_pack: auditPack } = body;
    assertPermitted(c, [
      ...always,
      ...(lock ? (["period.lock.partner"] as const) : []),
      ...(auditPack ? (["report.export.partner"] as const) : []),
    ]);
    const period = await getPeriod(c.get("principal").scope, c.req.valid("param").period_id);
    const plan = completePeriodPlan(c, period, { attestations, lock, auditPack });
    return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
  });
}

/** In one act nobody does what they may not do one by one. */
function assertPermitted(c: Context<ApiEnvironment>, wanted: readonly Permission[]): void {
  const { permissions } = c.get("principal");
  const missing = wanted.find((permission) => !permissions.has(permission));
  if (missing === undefined) return;
  throw new ProblemError({
    status: 403,
    code: "permission_missing",
    title: "Permission missing",
    detail: `The token lacks ${missing}. Use one that has it.`,
    facts: { permission: missing },
  });
}
