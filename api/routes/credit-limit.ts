import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getApproval } from "../../db/read/approvals";
import { getCustomer } from "../../db/read/customers";
import { changeCreditLimit } from "../../services/customer/change-credit-limit";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { presentApproval } from "../present/approval";
import { presentCustomer } from "../present/customer";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import { idempotencyHeadersSchema, idSchema, toMoney } from "../schemas/common";
import { creditLimitSchema, customerSchema } from "../schemas/customer";

const changeCreditLimitRoute = createRoute({
  method: "post",
  path: "/v1/customers/{customer_id}/credit-limit",
  tags: ["Customers"],
  summary: "Settle up to what a customer may owe",
  description:
    "Above the threshold of its policy another person approves it: 202, and nothing changes until then.",
  ...permitted("credit_limit.update.partner"),
  request: {
    params: z.object({ customer_id: idSchema("customer") }),
    headers: idempotencyHeadersSchema,
    body: jsonBody(creditLimitSchema),
  },
  responses: {
    200: json(customerSchema, "The customer, with the limit"),
    202: json(approvalSchema, "The request of approval"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerCreditLimit(router: Router, dependencies: ApiDependencies): void {
  router.openapi(changeCreditLimitRoute, async (c) => {
    const { credit_limit: limit, reason } = c.req.valid("json");
    const { customer_id: customerId } = c.req.valid("param");
    const { livemode } = c.get("principal");
    const wanted = { limit: limit && toMoney(limit), reason };
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      const approvalId = await changeCreditLimit(transaction, customerId, wanted, act);
      if (approvalId !== null) {
        return {
          status: 202,
          body: presentApproval(await getApproval(transaction, approvalId), livemode),
          headers: { Location: `/v1/approvals/${approvalId}` },
        };
      }
      const customer = await getCustomer(transaction, customerId);
      return {
        status: 200,
        body: presentCustomer(customer, livemode),
        headers: { ETag: `"v${customer.version}"` },
      };
    });
  });
}
