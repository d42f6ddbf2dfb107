import { createRoute, z } from "@hono/zod-openapi";

import { getBspExceptions } from "../../db/read/bsp-exceptions";
import { findBspFileKey } from "../../db/read/bsp-files";
import { previewHits } from "../../db/read/bsp-rule-hits";
import { getBspRule } from "../../db/read/bsp-rules";
import { toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { bspRulePlan } from "../bsp-rule-plan";
import type { ApiDependencies } from "../dependencies";
import { toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { presentBspException } from "../present/bsp-exception";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  applyBspRuleSchema,
  bspRuleApplicationSchema,
  bspRulePreviewSchema,
} from "../schemas/bsp-rule";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const tags = ["BSP"];
const path = "/v1/bsp-rules/{bsp_rule_id}";
const ruleParams = z.object({ bsp_rule_id: idSchema("bspRule") });
const firstMax = 25;

const previewRoute = createRoute({
  method: "get",
  path: `${path}/preview`,
  tags,
  summary: "Preview which open exceptions a rule would hit",
  description:
    "By its conditions. A rule hits an exception once. Of what it would accept, what no posting rule has, or is more than its amount, stays open.",
  ...permitted("bsp_rule.read.partner"),
  request: {
    params: ruleParams,
    query: z.strictObject({ file_id: idSchema("bspFile").optional() }),
  },
  responses: { 200: json(bspRulePreviewSchema, "What it would hit"), ...problems(404) },
});

const applyRoute = createRoute({
  method: "post",
  path: `${path}/apply`,
  tags,
  summary: "Apply a rule to the exceptions that are open now",
  description: "One that is switched off too.",
  ...permitted("bsp_rule.apply.partner"),
  request: {
    params: ruleParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(applyBspRuleSchema),
  },
  responses: {
    201: json(bspRuleApplicationSchema, "How many it has hit"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerApplyBspRule(router: Router, dependencies: ApiDependencies): void {
  router.openapi(previewRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const rule = await getBspRule(scope, c.req.valid("param").bsp_rule_id);
    const { file_id: file } = c.req.valid("query");
    const fileId = file === undefined ? undefined : await findBspFileKey(scope, file);
    const terms = { isFirst: false, ...(fileId !== undefined && { fileId }) };
    const { sums, firstIds } = await previewHits(scope, rule, terms, firstMax);
    const first = firstIds.length === 0 ? [] : await getBspExceptions(scope, firstIds);
    const body = {
      object: "bsp_rule_preview" as const,
      livemode,
      rule_id: rule.publicId,
      exceptions: sums.reduce((all, { count }) => all + count, 0),
      sums: sums.map(({ count, difference }) => ({
        exceptions: count,
        difference: { ...toMoneyJson(difference) },
      })),
      first: first.map((exception) => presentBspException(exception, livemode)),
    };
    return c.json(body, 200);
  });

  router.openapi(applyRoute, async (c) => {
    const { scope } = c.get("principal");
    const { file_id: fileId = null } = c.req.valid("json");
    const rule = await getBspRule(scope, c.req.valid("param").bsp_rule_id);
    if (rule.deletedAt !== null) throw new Refusal("NOT_FOUND", "The rule was deleted.");
    if (fileId !== null) await findBspFileKey(scope, fileId);
    const plan = bspRulePlan(c, { ruleId: rule.publicId, fileId });
    return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
  });
}
