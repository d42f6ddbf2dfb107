import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getApproval } from "../../db/read/approvals";
import { getPeriod, listPeriods } from "../../db/read/periods";
import type { Permission } from "../../domain/permissions";
import { requestReopening } from "../../services/period/request-reopening";
import type { ClosePeriodInput } from "../../temporal/contract/period";
import type { ApiDependencies } from "../dependencies";
import { withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, pageOfWhole } from "../pagination";
import { changePeriodPlan, closeFiscalYearPlan, revaluePlan } from "../period-plans";
import { presentApproval } from "../present/approval";
import { presentPeriod, presentPeriodSummary } from "../present/period";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import {
  idempotencyHeadersSchema,
  idSchema,
  pageOf,
  smallListQuerySchema,
} from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import {
  closePeriodSchema,
  periodSchema,
  periodStatusSchema,
  periodSummarySchema,
  reopenPeriodSchema,
  revaluationSchema,
  yearEndSchema,
} from "../schemas/period";

const tags = ["Periods"];
const periodParams = z.object({ period_id: idSchema("period") });

const listPeriodsRoute = createRoute({
  method: "get",
  path: "/v1/periods",
  tags,
  summary: "List accounting periods, in the order of time",
  ...permitted("period.read.partner", { branches: "none" }),
  request: {
    query: smallListQuerySchema.extend({
      fiscal_year: z.coerce.number().int().min(1900).max(9999).optional(),
      status: periodStatusSchema.optional(),
    }),
  },
  responses: {
    200: json(pageOf(periodSummarySchema, "PeriodPage"), "Periods"),
    ...problems(),
  },
});

const getPeriodRoute = createRoute({
  method: "get",
  path: "/v1/periods/{period_id}",
  tags,
  summary: "Get an accounting period, with the newest run of its checklist",
  ...permitted("period.read.partner", { branches: "none" }),
  request: { params: periodParams },
  responses: { 200: json(periodSchema, "The period"), 304: notModified, ...problems(404) },
});

function stepRoute<Path extends string>(
  path: Path,
  {
    summary,
    description,
    permission,
  }: Record<"summary" | "description", string> & { readonly permission: Permission },
) {
  return createRoute({
    method: "post",
    path,
    tags,
    summary,
    description,
    ...permitted(permission),
    request: { params: periodParams, headers: idempotencyHeadersSchema },
    responses: {
      201: json(periodSchema, "The period"),
      202: json(operationSchema, "Not done in time: ask the operation"),
      ...problems(404, 409, 422),
    },
  });
}

const steps = [
  [
    "check",
    stepRoute("/v1/periods/{period_id}/check", {
      summary: "Run a period's checklist",
      description: "Changes nothing: each item with its figure, and a link to what blocks it.",
      permission: "period.soft_close.partner",
    }),
  ],
  [
    "soft_close",
    stepRoute("/v1/periods/{period_id}/soft-close", {
      summary: "Soft-close a period that has ended",
      description:
        "From then on it takes adjustments by those who may; what else is dated in it posts in the next open period.",
      permission: "period.soft_close.partner",
    }),
  ],
  [
    "lock",
    stepRoute("/v1/periods/{period_id}/lock", {
      summary: "Lock a closed period, after the audit's sign-off",
      description: "A locked period never reopens.",
      permission: "period.lock.partner",
    }),
  ],
] as const satisfies readonly (readonly [ClosePeriodInput["action"], unknown])[];

const closeRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/close",
  tags,
  summary: "Close a soft-closed period",
  description:
    "Runs the checklist and refuses (422 `period_checklist_failed`) while an item fails. A closed period takes nothing.",
  ...permitted("period.close.partner"),
  request: {
    params: periodParams,
    headers: idempotencyHeadersSchema,
    body: { ...jsonBody(closePeriodSchema), required: false },
  },
  responses: {
    201: json(periodSchema, "The period"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const reopenRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/reopen",
  tags,
  summary: "Ask another person to reopen a closed period for adjustments",
  description: "It goes back to soft-closed when the request is approved. Never from locked.",
  ...permitted("period.reopen.partner"),
  request: {
    params: periodParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(reopenPeriodSchema),
  },
  responses: {
    201: json(approvalSchema, "The request of approval"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const revalueRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/revalue",
  tags,
  summary: "Revalue foreign balances at the closing rate (IAS 21)",
  description:
    "One entry on the period's last day and its reversal on the first day of the next. Asked for again, it posts what has changed since, or nothing.",
  ...permitted("period.revalue.partner"),
  request: { params: periodParams, headers: idempotencyHeadersSchema },
  responses: {
    201: json(revaluationSchema, "What was posted"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

const yearEndRoute = createRoute({
  method: "post",
  path: "/v1/fiscal-years/{fiscal_year}/close",
  tags,
  summary: "Move a fiscal year's income and expense to retained earnings",
  description:
    "When its last period is soft-closed and those before it are closed. Asked for again, it moves what was posted since, or nothing.",
  ...permitted("fiscal_year.close.partner"),
  request: {
    params: z.object({ fiscal_year: z.coerce.number().int().min(1900).max(9999) }),
    headers: idempotencyHeadersSchema,
  },
  responses: {
    201: json(yearEndSchema, "What was posted"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

export function registerPeriods(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(listPeriodsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { fiscal_year: fiscalYear, status, ...query } = c.req.valid("query");
    const page = pageOfWhole(c, keyRing, await listPeriods(scope, { fiscalYear, status }), {
      query,
      idOf: ({ periodId }) => periodId,
    });
    return c.json(
      pageBody(c, keyRing, page, (period) => presentPeriodSummary(period, livemode)),
      200,
    );
  });

  router.openapi(getPeriodRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const period = await getPeriod(scope, c.req.valid("param").period_id);
    const body = await presentPeriod(scope, period, livemode);
    const words = body.sign_offs.map(({ signed_at }) => signed_at ?? "").join();
    const tag = `${period.version}.${body.checklist?.id ?? "unchecked"}.${words}`;
    return withVersion(c, tag, body);
  });

  for (const [action, route] of steps) {
    router.openapi(route, async (c) => {
      const period = await getPeriod(c.get("principal").scope, c.req.valid("param").period_id);
      const plan = changePeriodPlan(c, period, { action });
      return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
    });
  }

  router.openapi(closeRoute, async (c) => {
    const period = await getPeriod(c.get("principal").scope, c.req.valid("param").period_id);
    const { attestations } = closePeriodSchema.parse(c.req.valid("json") ?? {});
    const plan = changePeriodPlan(c, period, { action: "close", attestations });
    return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
  });
  registerPeriodRequests(router, dependencies);
}

/** What is asked of another person, and what posts. */
function registerPeriodRequests(router: Router, dependencies: ApiDependencies): void {
  router.openapi(reopenRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { livemode, scope } = c.get("principal");
    const period = await getPeriod(scope, c.req.valid("param").period_id);
    const { reason } = c.req.valid("json");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      const id = await requestReopening(transaction, period, reason, act);
      const approval = await getApproval(transaction, id);
      return {
        status: 201,
        body: presentApproval(approval, livemode),
        headers: { Location: `/v1/approvals/${id}`, ETag: `"v${approval.version}"` },
      };
    });
  });

  router.openapi(revalueRoute, async (c) => {
    const period = await getPeriod(c.get("principal").scope, c.req.valid("param").period_id);
    return runOperation(c, dependencies, await toIdempotentRequest(c), revaluePlan(c, period));
  });

  router.openapi(yearEndRoute, async (c) => {
    const plan = closeFiscalYearPlan(c, c.req.valid("param").fiscal_year);
    return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
  });
}
