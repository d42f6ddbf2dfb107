import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPeriod } from "../../db/read/periods";
import { Refusal } from "../../domain/refusal";
import { signOffPeriod, withdrawSignOff } from "../../services/period/sign-off";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { presentPeriod } from "../present/period";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { periodSchema, signOffPeriodSchema, withdrawSignOffSchema } from "../schemas/period";

const params = z.object({ period_id: idSchema("period") });
const responses = {
  200: json(periodSchema, "The period"),
  ...problems(404, 409, 413, 415, 422),
};

const signOffRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/sign-off",
  tags: ["Periods"],
  summary: "Sign a period off in a role that its closing asks for",
  description:
    "Once it has ended, until it is closed. The roles are the partner's setting `close_sign_off_roles`; a person gives their word in one of theirs (403 `period_sign_off_not_yours`), once in a period, and no two in the same role (409 `period_sign_off_given`).",
  ...permitted("period.sign_off.partner"),
  request: {
    params,
    headers: idempotencyHeadersSchema,
    body: jsonBody(signOffPeriodSchema),
  },
  responses,
});

const withdrawRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/withdraw-sign-off",
  tags: ["Periods"],
  summary: "Take one's own sign-off of a period back",
  description: "While it is not closed.",
  ...permitted("period.sign_off.partner"),
  request: {
    params,
    headers: idempotencyHeadersSchema,
    body: jsonBody(withdrawSignOffSchema),
  },
  responses,
});

export function registerPeriodSignOffs(router: Router, dependencies: ApiDependencies): void {
  const answer = async (
    c: Context<ApiEnvironment>,
    periodId: string,
    act: (transaction: PartnerTransaction, by: ReturnType<typeof toAct>) => Promise<void>,
  ) => {
    const { livemode } = c.get("principal");
    const by = toAct(c, periodId, dependencies.now());
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      await act(transaction, by);
      const period = await getPeriod(transaction, periodId);
      return { status: 200, body: await presentPeriod(transaction, period, livemode), headers: {} };
    });
  };

  router.openapi(signOffRoute, async (c) => {
    const { role, note = null } = c.req.valid("json");
    return answer(c, c.req.valid("param").period_id, (transaction, by) =>
      signOffPeriod(transaction, { ...by, role, note }),
    );
  });

  router.openapi(withdrawRoute, async (c) => {
    const { note = null } = c.req.valid("json");
    return answer(c, c.req.valid("param").period_id, (transaction, by) =>
      withdrawSignOff(transaction, { ...by, note }),
    );
  });
}

function toAct(c: Context<ApiEnvironment>, periodId: string, now: string) {
  const { user } = c.get("principal");
  if (user === undefined) {
    throw new Refusal("PERSON_REQUIRED", "People sign off. A service's token belongs to nobody.");
  }
  return { periodId, userId: user.userId, context: toActContext(c), now, at: toDateTime(now) };
}
