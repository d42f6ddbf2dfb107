import { createRoute, z } from "@hono/zod-openapi";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPlan, getPlanUse } from "../../db/read/plan-use";
import { plans, requestsPerMinute } from "../../domain/plans";
import { changePlan } from "../../services/subscription/change-plan";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";

const tags = ["Partner"];
const limitSchema = z.union([z.number().int(), z.null()]);

const subscriptionSchema = z
  .object({
    object: z.literal("subscription"),
    livemode: z.boolean(),
    plan: z.string().openapi({ example: "starter" }),
    limits: z
      .object({
        users: limitSchema,
        branches: limitSchema,
        tokens: limitSchema,
        bookings_this_month: limitSchema,
        requests_per_minute: limitSchema,
      })
      .openapi({ description: "Null: none." }),
    use: z.object({
      users: z.number().int(),
      branches: z.number().int(),
      tokens: z.number().int(),
      bookings_this_month: z.number().int(),
    }),
  })
  .openapi("Subscription");

const getSubscriptionRoute = createRoute({
  method: "get",
  path: "/v1/partner/subscription",
  tags,
  summary: "What the partner has subscribed to, and how much of it is used",
  ...permitted("subscription.read.partner"),
  responses: { 200: json(subscriptionSchema, "The subscription"), ...problems() },
});

const changeSubscriptionRoute = createRoute({
  method: "post",
  path: "/v1/partner/subscription",
  tags,
  summary: "Change the plan, at once",
  description:
    "A smaller one is refused while there is more than it allows (plan_limit_reached), by name. The plan without limits is given by the platform.",
  ...permitted("subscription.update.partner", { stepUp: true }),
  request: {
    headers: idempotencyHeadersSchema,
    body: jsonBody(
      z.strictObject({ plan: z.enum(["starter", "growth"]) }).openapi("ChangeSubscription"),
    ),
  },
  responses: { 200: json(subscriptionSchema, "The subscription"), ...problems(409, 413, 415, 422) },
});

export function registerSubscription(router: Router, dependencies: ApiDependencies): void {
  const at = () => toDateTime(dependencies.now());
  const { testDivisor } = dependencies.settings.rateLimits;

  router.openapi(getSubscriptionRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    return c.json(await present(scope, { livemode, testDivisor, at: at() }), 200);
  });

  router.openapi(changeSubscriptionRoute, async (c) => {
    const { plan } = c.req.valid("json");
    const { scope, livemode } = c.get("principal");
    const request = await toIdempotentRequest(c);
    try {
      return await answerOnce(c, dependencies, request, async (transaction) => {
        await changePlan(transaction, plan, { context: toActContext(c), at: at() });
        const body = await present(transaction, { livemode, testDivisor, at: at() });
        return { status: 200, body, headers: {} };
      });
    } finally {
      // How much a token may ask is remembered with what it may do.
      await dependencies.access.forget(scope.partner);
    }
  });
}

async function present(
  scope: PartnerDatabase,
  { livemode, testDivisor, at }: { livemode: boolean; testDivisor: number; at: string },
): Promise<z.infer<typeof subscriptionSchema>> {
  const plan = await getPlan(scope);
  const use = await getPlanUse(scope, at);
  const perMinute = requestsPerMinute[plan];
  const requests = perMinute === null || livemode ? perMinute : perMinute / testDivisor;
  const limits = { ...plans[plan], requests_per_minute: requests && Math.floor(requests) };
  return { object: "subscription", livemode, plan, limits, use };
}
