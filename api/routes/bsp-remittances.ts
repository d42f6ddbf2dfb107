import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import {
  countRemittances,
  getBspRemittance,
  listBspRemittances,
} from "../../db/read/bsp-remittances";
import { getPartner } from "../../db/read/get-partner";
import type { BspBilling } from "../../domain/bsp/remittance";
import { dayIn } from "../../domain/calendar";
import { Refusal } from "../../domain/refusal";
import { taskQueues } from "../../temporal/contract/queues";
import type { RemitToBspResult } from "../../temporal/contract/remit-to-bsp";
import { remitToBspType, remitToBspUpdate } from "../../temporal/contract/remit-to-bsp";
import {
  remitToBspInputSchema,
  remitToBspResultSchema,
} from "../../temporal/contract/schemas/remit-to-bsp";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { presentBspRemittance } from "../present/bsp-billing";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspRemittanceQuerySchema,
  bspRemittanceSchema,
  newBspRemittanceSchema,
} from "../schemas/bsp-remittance";
import { idempotencyHeadersSchema, idSchema, pageOf } from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const tags = ["Settlement"];
const path = "/v1/bsp-remittances";
const readable = permitted("bsp_remittance.read.partner");

const createRemittanceRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Pay what BSP bills for a remittance period",
  description:
    "All of the billing that no remittance has paid. Posts the payment and writes the order for the bank. Waits for approval where the policy `bsp.remit` wants it: 202.",
  ...permitted("bsp_remittance.create.partner", { stepUp: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBspRemittanceSchema) },
  responses: {
    201: json(bspRemittanceSchema, "The remittance"),
    202: json(operationSchema, "Not done in time, or it waits for approval: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const listRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List remittances to BSP, newest first",
  ...readable,
  request: { query: bspRemittanceQuerySchema },
  responses: {
    200: json(pageOf(bspRemittanceSchema, "BspRemittancePage"), "Remittances"),
    ...problems(),
  },
});

const getRoute = createRoute({
  method: "get",
  path: `${path}/{bsp_remittance_id}`,
  tags,
  summary: "Get a remittance to BSP",
  ...readable,
  request: { params: z.object({ bsp_remittance_id: idSchema("bspRemittance") }) },
  responses: { 200: json(bspRemittanceSchema, "The remittance"), ...problems(404) },
});

export function registerBspRemittances(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(createRemittanceRoute, async (c) => {
    const { scope } = c.get("principal");
    const body = c.req.valid("json");
    const { market, remittance_ends_on: endsOn, currency, payee_id: payeeId } = body;
    const billing = { market, endsOn, currency };
    const { timeZone } = await getPartner(scope);
    const plan = remittancePlan(c, billing, {
      payeeId,
      paysOn: body.pays_on ?? dayIn(timeZone, now()),
      succeeded: await countRemittances(scope, billing),
    });
    return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { remittance_ends_on: endsOn, ...query } = c.req.valid("query");
    const filter = endsOn === undefined ? {} : { endsOn };
    const page = await listBspRemittances(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (each) => presentBspRemittance(each, livemode)),
      200,
    );
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const remittance = await getBspRemittance(scope, c.req.valid("param").bsp_remittance_id);
    return c.json(presentBspRemittance(remittance, livemode), 200);
  });
}

function remittancePlan(
  c: Context<ApiEnvironment>,
  billing: BspBilling,
  {
    payeeId,
    paysOn,
    succeeded,
  }: { readonly payeeId: string; readonly paysOn: string; readonly succeeded: number },
): OperationPlan<RemitToBspResult> {
  const { scope, livemode } = c.get("principal");
  const [operationId, remittanceId] = [newId("operation"), newId("bspRemittance")];
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.remitToBsp,
      workflowId: workflowIds.remitToBsp(scope.partner, billing, succeeded),
      resource: { type: "bsp_remittance", id: remittanceId },
      request: remitToBspInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        remittanceId,
        operationId,
        billing,
        payeeId,
        paysOn,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: remitToBspType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.stage, value: "requested" },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: remitToBspUpdate,
    result: remitToBspResultSchema,
    present: async ({ remittanceId: id }) => ({
      body: presentBspRemittance(await getBspRemittance(scope, id), livemode),
      headers: { Location: `${path}/${id}` },
    }),
    alreadyDone: () =>
      Promise.resolve(
        new Refusal("BSP_BILLING_CHANGED", "It was paid meanwhile: look at the billing again.", {}),
      ),
  };
}
