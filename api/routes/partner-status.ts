import { createRoute } from "@hono/zod-openapi";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartnerSettings } from "../../db/read/partner-settings";
import type { Principal } from "../../services/auth/principal";
import type { StatusAct } from "../../services/partner/set-partner-status";
import { closePartner, reopenPartner } from "../../services/partner/set-partner-status";
import { answerAccessChange } from "../access-change";
import type { ApiDependencies } from "../dependencies";
import { requirePersonSignedIn } from "../person-signed-in";
import { presentPartner } from "../present/partner";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { partnerSchema, partnerStatusActSchema } from "../schemas/partner";

const act = {
  method: "post" as const,
  tags: ["Partner"],
  ...permitted("partner.close.partner", { stepUp: true, whileSuspended: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(partnerStatusActSchema) },
  responses: { 200: json(partnerSchema, "The partner"), ...problems(409, 413, 415, 422) },
};

const closeRoute = createRoute({
  ...act,
  path: "/v1/partner/close",
  summary: "Close the account",
  description:
    "From then on it is read and exported, and changed by nobody (partner_closed). What runs goes to its end; what recurs is paused. For a person who has signed in.",
});

const reopenRoute = createRoute({
  ...act,
  path: "/v1/partner/reopen",
  summary: "Open a closed account again",
  description:
    "What recurs goes on, and its runs that were due meanwhile are made up for. Not what the platform has suspended (partner_status_invalid).",
});

export function registerPartnerStatus(router: Router, dependencies: ApiDependencies): void {
  for (const [route, change] of [
    [closeRoute, closePartner],
    [reopenRoute, reopenPartner],
  ] as const) {
    router.openapi(route, (c) => {
      const principal = requirePersonSignedIn(c.get("principal"));
      const { reason } = c.req.valid("json");
      return answerAccessChange(c, dependencies, async (transaction) => {
        const at = toDateTime(dependencies.now());
        const body = await changed(transaction, principal, () =>
          change(transaction, { reason, context: toActContext(c), at } satisfies StatusAct),
        );
        return { status: 200, body, headers: { ETag: `"v${body.version}"` } };
      });
    });
  }
}

async function changed(
  transaction: PartnerTransaction,
  { scope, livemode }: Principal,
  work: () => Promise<void>,
) {
  await work();
  return presentPartner(scope.partner, await getPartnerSettings(transaction), livemode);
}
