import type { z } from "@hono/zod-openapi";

import type { BspRuleRecord } from "../../db/read/bsp-rules";
import type { RuleConditions, RuleOutcome } from "../../domain/bsp/matching/rule";
import { toMoneyJson } from "../../domain/money";
import type { ApplyBspRuleResult } from "../../temporal/contract/bsp-rule";
import type { bspRuleApplicationSchema, bspRuleSchema } from "../schemas/bsp-rule";

type BspRuleBody = z.infer<typeof bspRuleSchema>;

export function presentBspRule(rule: BspRuleRecord, livemode: boolean): BspRuleBody {
  return {
    id: rule.publicId,
    object: "bsp_rule",
    livemode,
    name: rule.name,
    priority: rule.priority,
    active: rule.isActive,
    conditions: presentConditions(rule.conditions),
    outcome: presentOutcome(rule.outcome),
    hits: rule.hits,
    last_hit_at: rule.lastHitAt,
    version: rule.version,
    created_at: rule.createdAt,
    updated_at: rule.updatedAt,
    deleted_at: rule.deletedAt,
  };
}

function presentConditions(conditions: RuleConditions): BspRuleBody["conditions"] {
  const { kinds, fields, airlines, codes, direction, amount_max: amountMax } = conditions;
  return {
    ...(kinds && { kinds: [...kinds] }),
    ...(fields && { fields: [...fields] }),
    ...(airlines && { airlines: [...airlines] }),
    ...(codes && { codes: [...codes] }),
    ...(direction && { direction }),
    ...(amountMax && { amount_max: { ...amountMax } }),
  };
}

function presentOutcome(outcome: RuleOutcome): BspRuleBody["outcome"] {
  switch (outcome.kind) {
    case "resolve":
      return { ...outcome };
    case "assign":
      return { kind: "assign", user_id: outcome.userId };
    case "accept":
      return {
        kind: "accept",
        up_to: { ...toMoneyJson(outcome.upTo) },
        comment: outcome.comment,
        user_id: outcome.userId,
      };
  }
}

export function presentRuleApplication({
  ruleId,
  ...hits
}: ApplyBspRuleResult): z.infer<typeof bspRuleApplicationSchema> {
  return { object: "bsp_rule_application", rule_id: ruleId, ...hits };
}
