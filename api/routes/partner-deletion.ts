import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartnerSettings } from "../../db/read/partner-settings";
import type { ActContext } from "../../domain/actor";
import {
  cancelDeletion,
  confirmDeletion,
  requestDeletion,
} from "../../services/partner/partner-deletion";
import { answerAccessChange } from "../access-change";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { requirePersonSignedIn } from "../person-signed-in";
import { presentPartner } from "../present/partner";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { partnerSchema, partnerStatusActSchema, requestDeletionSchema } from "../schemas/partner";

const act = {
  method: "post" as const,
  tags: ["Partner"],
  ...permitted("partner.delete.partner", { stepUp: true, whileSuspended: true }),
  responses: { 200: json(partnerSchema, "The partner"), ...problems(409, 413, 415, 422) },
};

const requestRoute = createRoute({
  ...act,
  path: "/v1/partner/deletion",
  summary: "Ask for the partner to be deleted",
  description:
    "Nothing happens before another person confirms it. An export of everything goes before it (deletion_without_export). For a person who has signed in.",
  request: { headers: idempotencyHeadersSchema, body: jsonBody(requestDeletionSchema) },
});

const confirmRoute = createRoute({
  ...act,
  path: "/v1/partner/deletion/confirm",
  summary: "Confirm the deletion that somebody else has asked for",
  description:
    "The account is closed at once and deleted when the hold is over, which can be called off until then.",
  request: { headers: idempotencyHeadersSchema },
});

const cancelRoute = createRoute({
  ...act,
  path: "/v1/partner/deletion/cancel",
  summary: "Call the deletion off",
  description: "The account stays closed until it is opened again.",
  request: { headers: idempotencyHeadersSchema, body: jsonBody(partnerStatusActSchema) },
});

type Work = (
  transaction: PartnerTransaction,
  act: { readonly context: ActContext; readonly at: string },
) => Promise<void>;

export function registerPartnerDeletion(router: Router, dependencies: ApiDependencies): void {
  router.openapi(requestRoute, (c) => {
    const { reason, without_export: withoutExport } = c.req.valid("json");
    const person = personOf(c);
    return answer(c, dependencies, (transaction, context) =>
      requestDeletion(transaction, { person, reason, withoutExport }, context),
    );
  });

  router.openapi(confirmRoute, (c) => {
    const { deletionHoldMs: holdMs } = dependencies.settings;
    return answer(c, dependencies, (transaction, context) =>
      confirmDeletion(transaction, { person: personOf(c), holdMs }, context),
    );
  });

  router.openapi(cancelRoute, (c) => {
    personOf(c);
    const { reason } = c.req.valid("json");
    return answer(c, dependencies, (transaction, context) =>
      cancelDeletion(transaction, { reason }, context),
    );
  });
}

function personOf(c: Context<ApiEnvironment>): string {
  return requirePersonSignedIn(c.get("principal")).actor.id;
}

function answer(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  work: Work,
): Promise<never> {
  const { scope, livemode } = c.get("principal");
  return answerAccessChange(c, dependencies, async (transaction) => {
    await work(transaction, { context: toActContext(c), at: toDateTime(dependencies.now()) });
    const body = presentPartner(scope.partner, await getPartnerSettings(transaction), livemode);
    return { status: 200, body, headers: { ETag: `"v${body.version}"` } };
  });
}
