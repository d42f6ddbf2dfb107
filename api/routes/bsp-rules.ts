import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getBspRule, listBspRules } from "../../db/read/bsp-rules";
import type { RuleOutcome } from "../../domain/bsp/matching/rule";
import { parseMoney } from "../../domain/money";
import { changeBspRule, createBspRule, deleteBspRule } from "../../services/bsp/change-bsp-rule";
import type { ApiDependencies } from "../dependencies";
import { requireMatch } from "../etag";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, pageOfWhole } from "../pagination";
import { presentBspRule } from "../present/bsp-rule";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspRulePageSchema,
  bspRuleSchema,
  changeBspRuleSchema,
  newBspRuleSchema,
} from "../schemas/bsp-rule";
import {
  idempotencyHeadersSchema,
  idSchema,
  listQuerySchema,
  repeatableHeadersSchema,
} from "../schemas/common";

const tags = ["BSP"];
const path = "/v1/bsp-rules";
const ruleParams = z.object({ bsp_rule_id: idSchema("bspRule") });
const readable = permitted("bsp_rule.read.partner");

const listRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List the rules for exceptions of BSP files, in the order in which they are applied",
  ...readable,
  request: { query: listQuerySchema },
  responses: { 200: json(bspRulePageSchema, "Rules"), ...problems() },
});

const createRuleRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Take up a rule that deals with the exceptions it hits",
  description:
    "Applied at the end of each import, in the order of priority. What it accepts is posted, up to its amount, and no more of an import than the policy `bsp_exception.accept` leaves without approval: the rest is suggested to be accepted. Its maker may do what it does (`permission_not_held`).",
  ...permitted("bsp_rule.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBspRuleSchema) },
  responses: { 201: json(bspRuleSchema, "The rule"), ...problems(404, 409, 413, 415, 422) },
});

const getRoute = createRoute({
  method: "get",
  path: `${path}/{bsp_rule_id}`,
  tags,
  summary: "Get a rule, with how often it has hit; one that was deleted too",
  ...readable,
  request: { params: ruleParams },
  responses: { 200: json(bspRuleSchema, "The rule"), ...problems(404) },
});

const changeRoute = createRoute({
  method: "patch",
  path: `${path}/{bsp_rule_id}`,
  tags,
  summary: "Change a rule, switch it off or on",
  description: "What it has dealt with stays as it is.",
  ...permitted("bsp_rule.update.partner"),
  request: {
    params: ruleParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeBspRuleSchema),
  },
  responses: {
    200: json(bspRuleSchema, "The rule"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path: `${path}/{bsp_rule_id}`,
  tags,
  summary: "Delete a rule",
  description: "Exceptions that it has dealt with go on naming it.",
  ...permitted("bsp_rule.delete.partner"),
  request: { params: ruleParams, headers: repeatableHeadersSchema },
  responses: { 200: json(bspRuleSchema, "As it was deleted"), ...problems(404, 409, 412, 428) },
});

export function registerBspRules(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = pageOfWhole(c, keyRing, await listBspRules(scope), {
      query: c.req.valid("query"),
      idOf: ({ ruleId }) => ruleId,
    });
    return c.json(
      pageBody(c, keyRing, page, (rule) => presentBspRule(rule, livemode)),
      200,
    );
  });

  router.openapi(createRuleRoute, async (c) => {
    const { active, outcome, ...terms } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const maker = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { maker, context: toActContext(c), at: toDateTime(now()) };
      const rule = { ...terms, isActive: active, outcome: toOutcome(outcome) };
      const id = await createBspRule(transaction, rule, act);
      const created = await getBspRule(transaction, id);
      return {
        status: 201,
        body: presentBspRule(created, maker.livemode),
        headers: { Location: `${path}/${id}`, ETag: `"v${created.version}"` },
      };
    });
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const rule = await getBspRule(scope, c.req.valid("param").bsp_rule_id);
    // Its hits change what is read, and not the rule: no answer is 304 by its version alone.
    c.header("ETag", `"v${rule.version}"`);
    return c.json(presentBspRule(rule, livemode), 200);
  });

  router.openapi(changeRoute, async (c) => {
    const maker = c.get("principal");
    const { bsp_rule_id: id } = c.req.valid("param");
    const { active, outcome, ...terms } = c.req.valid("json");
    const assertVersion = requireMatch(c);
    const change = {
      ...(terms.name !== undefined && { name: terms.name }),
      ...(terms.priority !== undefined && { priority: terms.priority }),
      ...(terms.conditions !== undefined && { conditions: terms.conditions }),
      ...(active !== undefined && { isActive: active }),
      ...(outcome !== undefined && { outcome: toOutcome(outcome) }),
    };
    return answerChange(c, dependencies, async (transaction) => {
      const act = { maker, assertVersion, context: toActContext(c), at: toDateTime(now()) };
      await changeBspRule(transaction, id, change, act);
      const rule = await getBspRule(transaction, id);
      const headers = { ETag: `"v${rule.version}"` };
      return { status: 200, body: presentBspRule(rule, maker.livemode), headers };
    });
  });

  router.openapi(deleteRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { bsp_rule_id: id } = c.req.valid("param");
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      const act = { assertVersion, context: toActContext(c), at: toDateTime(now()) };
      await deleteBspRule(transaction, id, act);
      const rule = await getBspRule(transaction, id);
      return { status: 200, body: presentBspRule(rule, livemode), headers: {} };
    });
  });
}

function toOutcome(outcome: z.infer<typeof newBspRuleSchema>["outcome"]): RuleOutcome {
  switch (outcome.kind) {
    case "resolve":
      return outcome;
    case "assign":
      return { kind: "assign", userId: outcome.user_id };
    case "accept": {
      const { up_to: upTo, comment, user_id: userId } = outcome;
      return { kind: "accept", upTo: parseMoney(upTo), comment, userId };
    }
  }
}
