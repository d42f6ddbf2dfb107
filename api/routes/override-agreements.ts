import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { OverrideAgreement } from "../../db/read/override-agreements";
import { getOverrideAgreement, listOverrideAgreements } from "../../db/read/override-agreements";
import { getPeriod } from "../../db/read/periods";
import { parseMoney, toMoneyJson } from "../../domain/money";
import {
  changeOverrideAgreement,
  createOverrideAgreement,
} from "../../services/supplier/override-agreements";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { accruePlan } from "../period-plans";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, repeatableHeadersSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import {
  accrualsSchema,
  changeOverrideAgreementSchema,
  newOverrideAgreementSchema,
  overrideAgreementPageSchema,
  overrideAgreementQuerySchema,
  overrideAgreementSchema,
} from "../schemas/override-agreement";

const tags = ["Commission"];
const params = z.object({ override_agreement_id: idSchema("overrideAgreement") });

const listRoute = createRoute({
  method: "get",
  path: "/v1/override-agreements",
  tags,
  summary: "List agreements on overrides, newest first",
  ...permitted("override_agreement.read.partner"),
  request: { query: overrideAgreementQuerySchema },
  responses: { 200: json(overrideAgreementPageSchema, "Agreements"), ...problems() },
});

const createAgreementRoute = createRoute({
  method: "post",
  path: "/v1/override-agreements",
  tags,
  summary: "Enter an agreement on overrides, by the volume of a time",
  description:
    "In the books' own currency. What it earns is accrued at the end of each period: `POST /v1/periods/{period_id}/accrue`.",
  ...permitted("override_agreement.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newOverrideAgreementSchema) },
  responses: {
    201: json(overrideAgreementSchema, "The agreement"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/override-agreements/{override_agreement_id}",
  tags,
  summary: "Get an agreement on overrides",
  ...permitted("override_agreement.read.partner"),
  request: { params },
  responses: { 200: json(overrideAgreementSchema, "It"), 304: notModified, ...problems(404) },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/v1/override-agreements/{override_agreement_id}",
  tags,
  summary: "Change what is expected of an agreement, or end it",
  description: "The next accrual posts the difference.",
  ...permitted("override_agreement.update.partner"),
  request: {
    params,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeOverrideAgreementSchema),
  },
  responses: {
    200: json(overrideAgreementSchema, "The agreement"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

const accrueRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/accrue",
  tags,
  summary: "Accrue the overrides of a period that has ended",
  description:
    "One entry on its last day: for each agreement what is probable of it by then, less what was accrued. Asked for again, it posts what has changed since, or nothing.",
  ...permitted("period.accrue.partner"),
  request: {
    params: z.object({ period_id: idSchema("period") }),
    headers: idempotencyHeadersSchema,
  },
  responses: {
    201: json(accrualsSchema, "What was posted"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

export function registerOverrideAgreements(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { supplier_id: supplier, ...query } = c.req.valid("query");
    const page = await listOverrideAgreements(
      scope,
      { supplier },
      toPageRequest(c, keyRing, query),
    );
    return c.json(
      pageBody(c, keyRing, page, (agreement) => present(agreement, livemode)),
      200,
    );
  });

  router.openapi(createAgreementRoute, async (c) => {
    const body = c.req.valid("json");
    const { livemode } = c.get("principal");
    const agreement = {
      code: body.code,
      supplier: body.supplier_id,
      kind: body.kind,
      validFrom: body.valid_from,
      validUntil: body.valid_until,
      tiers: body.tiers.map(({ from, percent }) => ({ from: parseMoney(from), percent })),
      expectedVolume: body.expected_volume ? parseMoney(body.expected_volume) : null,
      isHighlyProbable: body.highly_probable ?? false,
    };
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(now()) };
      const id = await createOverrideAgreement(transaction, agreement, act);
      return {
        status: 201,
        body: present(await getOverrideAgreement(transaction, id), livemode),
        headers: { Location: `/v1/override-agreements/${id}` },
      };
    });
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const id = c.req.valid("param").override_agreement_id;
    const agreement = await getOverrideAgreement(scope, id);
    return withVersion(c, agreement.version, present(agreement, livemode));
  });

  router.openapi(changeRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { expected_volume: volume, highly_probable: probable, active } = c.req.valid("json");
    const id = c.req.valid("param").override_agreement_id;
    const assertVersion = requireMatch(c);
    const change = {
      ...(volume !== undefined && { expectedVolume: volume && parseMoney(volume) }),
      ...(probable !== undefined && { isHighlyProbable: probable }),
      ...(active !== undefined && { isActive: active }),
    };
    return answerChange(c, dependencies, async (transaction) => {
      const act = { assertVersion, context: toActContext(c), at: toDateTime(now()) };
      await changeOverrideAgreement(transaction, id, change, act);
      const agreement = await getOverrideAgreement(transaction, id);
      const headers = { ETag: `"v${agreement.version}"` };
      return { status: 200, body: present(agreement, livemode), headers };
    });
  });

  router.openapi(accrueRoute, async (c) => {
    const period = await getPeriod(c.get("principal").scope, c.req.valid("param").period_id);
    return runOperation(c, dependencies, await toIdempotentRequest(c), accruePlan(c, period));
  });
}

function present(
  agreement: OverrideAgreement,
  livemode: boolean,
): z.infer<typeof overrideAgreementSchema> {
  const { expectedVolume } = agreement;
  return {
    id: agreement.publicId,
    object: "override_agreement",
    livemode,
    code: agreement.code,
    supplier_id: agreement.supplier,
    kind: agreement.kind,
    valid_from: agreement.validFrom,
    valid_until: agreement.validUntil,
    tiers: agreement.tiers.map(({ from, percent }) => ({ from: toMoneyJson(from), percent })),
    expected_volume: expectedVolume === undefined ? null : toMoneyJson(expectedVolume),
    highly_probable: agreement.isHighlyProbable,
    active: agreement.isActive,
    accrued: toMoneyJson(agreement.accrued),
    version: agreement.version,
    created_at: agreement.createdAt,
    updated_at: agreement.updatedAt,
  };
}
