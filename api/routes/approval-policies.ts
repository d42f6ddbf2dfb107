import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { PolicyRecord } from "../../db/read/approval-policies";
import { getApprovalPolicy, listApprovalPolicies } from "../../db/read/approval-policies";
import { getApproval } from "../../db/read/approvals";
import { actDefinitions, approvalActs } from "../../domain/approval-policy/acts";
import { toMoneyJson } from "../../domain/money";
import { changePolicy } from "../../services/approval/change-policy";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerChange } from "../idempotency";
import { pageBody, pageOfWhole } from "../pagination";
import { presentApproval } from "../present/approval";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import {
  approvalActSchema,
  approvalPolicySchema,
  changeApprovalPolicySchema,
} from "../schemas/approval-policy";
import { pageOf, repeatableHeadersSchema, smallListQuerySchema, toMoney } from "../schemas/common";

const tags = ["Approvals"];
const policyParams = z.object({ act: approvalActSchema });

const listPoliciesRoute = createRoute({
  method: "get",
  path: "/v1/approval-policies",
  tags,
  summary: "List the approval policies, one for each act",
  ...permitted("approval_policy.read.partner", { branches: "none" }),
  request: { query: smallListQuerySchema },
  responses: {
    200: json(pageOf(approvalPolicySchema, "ApprovalPolicyPage"), "Policies"),
    ...problems(),
  },
});

const getPolicyRoute = createRoute({
  method: "get",
  path: "/v1/approval-policies/{act}",
  tags,
  summary: "Get the approval policy of an act",
  ...permitted("approval_policy.read.partner", { branches: "none" }),
  request: { params: policyParams },
  responses: { 200: json(approvalPolicySchema, "The policy"), 304: notModified, ...problems() },
});

const changePolicyRoute = createRoute({
  method: "put",
  path: "/v1/approval-policies/{act}",
  tags,
  summary: "Settle who approves an act, and from which amount",
  description:
    "What asks as many people or more holds at once, for what is asked from then on. What asks fewer, or others, waits for another person's approval (202).",
  ...permitted("approval_policy.update.partner", { stepUp: true }),
  request: {
    params: policyParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeApprovalPolicySchema),
  },
  responses: {
    200: json(approvalPolicySchema, "The policy, as it holds now"),
    202: json(approvalSchema, "The request of approval: until then nothing changes"),
    ...problems(409, 412, 413, 415, 422, 428),
  },
});

export function registerApprovalPolicies(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listPoliciesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = pageOfWhole(c, keyRing, await listApprovalPolicies(scope), {
      query: c.req.valid("query"),
      idOf: ({ act }) => approvalActs.indexOf(act),
    });
    return c.json(
      pageBody(c, keyRing, page, (policy) => presentPolicy(policy, livemode)),
      200,
    );
  });

  router.openapi(getPolicyRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const policy = await getApprovalPolicy(scope, c.req.valid("param").act);
    return withVersion(c, policy.version, presentPolicy(policy, livemode));
  });

  router.openapi(changePolicyRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { act } = c.req.valid("param");
    const body = c.req.valid("json");
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      const approvalId = await changePolicy(
        transaction,
        {
          act,
          levels: body.levels.map(({ from, approvers }) => ({ from: toMoney(from), approvers })),
          approverPermission: body.approver_permission,
          approverRoleCode: body.approver_role,
          ttlHours: body.ttl_hours,
        },
        {
          assertVersion,
          reason: body.reason,
          context: toActContext(c),
          at: toDateTime(now()),
        },
      );
      if (approvalId === null) {
        const policy = await getApprovalPolicy(transaction, act);
        return {
          status: 200,
          body: presentPolicy(policy, livemode),
          headers: { ETag: `"v${policy.version}"` },
        };
      }
      return {
        status: 202,
        body: presentApproval(await getApproval(transaction, approvalId), livemode),
        headers: { Location: `/v1/approvals/${approvalId}` },
      };
    });
  });
}

function presentPolicy(policy: PolicyRecord, livemode: boolean) {
  const { act } = policy;
  return {
    object: "approval_policy" as const,
    livemode,
    act,
    name: actDefinitions[act].name,
    is_measured: actDefinitions[act].isMeasured,
    is_default: policy.policyId === null,
    levels: policy.levels.map(({ from, approvers }) => ({
      from: { ...toMoneyJson(from) },
      approvers,
    })),
    approver_permission: policy.approverPermission,
    approver_role: policy.approverRoleCode,
    ttl_hours: policy.ttlHours,
    version: policy.version,
  };
}
