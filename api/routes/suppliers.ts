import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { SupplierRecord } from "../../db/read/suppliers";
import { getSupplier, listSuppliers } from "../../db/read/suppliers";
import { supplierNames, supplierProviders } from "../../domain/supplier-names";
import type { SupplierChange } from "../../services/supplier/change-supplier";
import { changeSupplier } from "../../services/supplier/change-supplier";
import { createSupplier } from "../../services/supplier/create-supplier";
import { readSupplierHealth } from "../../services/supplier/supplier-health";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, repeatableHeadersSchema } from "../schemas/common";
import {
  changeSupplierSchema,
  newSupplierSchema,
  supplierHealthSchema,
  supplierPageSchema,
  supplierQuerySchema,
  supplierSchema,
} from "../schemas/supplier";

const tags = ["Suppliers"];
const supplierParams = z.object({ supplier_id: idSchema("supplier") });

const listSuppliersRoute = createRoute({
  method: "get",
  path: "/v1/suppliers",
  tags,
  summary: "List suppliers, newest first",
  description: "An airline is taken up by itself when it is first sold: through BSP, as agent.",
  ...permitted("supplier.read.partner", { branches: "none" }),
  request: { query: supplierQuerySchema },
  responses: { 200: json(supplierPageSchema, "Suppliers"), ...problems() },
});

const supplierHealthRoute = createRoute({
  method: "get",
  path: "/v1/supplier-health",
  tags,
  summary: "Whether suppliers of reservations answer",
  description:
    "A supplier that fails too often is left alone for a while: what it would be asked waits, and nothing fails for it.",
  ...permitted("supplier.read.partner", { branches: "none" }),
  responses: { 200: json(supplierHealthSchema, "Each supplier of reservations"), ...problems() },
});

const createSupplierRoute = createRoute({
  method: "post",
  path: "/v1/suppliers",
  tags,
  summary: "Take up a supplier",
  ...permitted("supplier.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newSupplierSchema) },
  responses: { 201: json(supplierSchema, "The supplier"), ...problems(404, 409, 413, 415, 422) },
});

const getSupplierRoute = createRoute({
  method: "get",
  path: "/v1/suppliers/{supplier_id}",
  tags,
  summary: "Get a supplier",
  ...permitted("supplier.read.partner", { branches: "none" }),
  request: { params: supplierParams },
  responses: {
    200: json(supplierSchema, "The supplier"),
    304: { description: "Unchanged since the version in If-None-Match" },
    ...problems(404),
  },
});

const changeSupplierRoute = createRoute({
  method: "patch",
  path: "/v1/suppliers/{supplier_id}",
  tags,
  summary: "Change how a supplier is sold from now on",
  description:
    "What was issued stays as it was booked. The cut-off of voids holds for tickets of today too.",
  ...permitted("supplier.update.partner"),
  request: {
    params: supplierParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeSupplierSchema),
  },
  responses: {
    200: json(supplierSchema, "The supplier"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

export function registerSuppliers(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listSuppliersRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter = {
      ...(query.code !== undefined && { code: query.code }),
      ...(query.airline !== undefined && { airlineCode: query.airline }),
      ...(query.type !== undefined && { type: query.type }),
      ...(query.status !== undefined && { status: query.status }),
    };
    const page = await listSuppliers(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (supplier) => presentSupplier(supplier, livemode)),
      200,
    );
  });

  router.openapi(supplierHealthRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const suppliers = await Promise.all(
      supplierNames.map(async (supplier) => {
        const of = { partner: scope.partner, gdsProviderCode: supplierProviders[supplier] };
        const { retryInMs, ...health } = await readSupplierHealth(dependencies.redis, of);
        const retryAt =
          retryInMs === null ? null : new Date(Date.parse(now()) + retryInMs).toISOString();
        return { supplier, ...health, retry_at: retryAt };
      }),
    );
    return c.json({ object: "supplier_health" as const, livemode, suppliers }, 200);
  });

  router.openapi(createSupplierRoute, async (c) => {
    const body = c.req.valid("json");
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      const id = await createSupplier(
        transaction,
        {
          code: body.code,
          name: body.name,
          type: body.type,
          settlementMode: body.settlement_mode,
          revenueRole: body.revenue_role,
          airlineCode: body.airline ?? null,
          voidCutOff: body.void_cut_off,
          voidTimeZone: body.void_time_zone,
        },
        { context: toActContext(c), at: toDateTime(now()) },
      );
      return {
        status: 201,
        body: presentSupplier(await getSupplier(transaction, id), livemode),
        headers: { Location: `/v1/suppliers/${id}` },
      };
    });
  });

  router.openapi(getSupplierRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const supplier = await getSupplier(scope, c.req.valid("param").supplier_id);
    return withVersion(c, supplier.version, presentSupplier(supplier, livemode));
  });

  router.openapi(changeSupplierRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { supplier_id: id } = c.req.valid("param");
    const change = toChange(c.req.valid("json"));
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      const act = { assertVersion, context: toActContext(c), at: toDateTime(now()) };
      await changeSupplier(transaction, id, change, act);
      const supplier = await getSupplier(transaction, id);
      const headers = { ETag: `"v${supplier.version}"` };
      return { status: 200, body: presentSupplier(supplier, livemode), headers };
    });
  });
}

function toChange(body: z.infer<typeof changeSupplierSchema>): SupplierChange {
  return {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.settlement_mode !== undefined && { settlementMode: body.settlement_mode }),
    ...(body.revenue_role !== undefined && { revenueRole: body.revenue_role }),
    ...(body.status !== undefined && { status: body.status }),
    ...(body.void_cut_off !== undefined && { voidCutOff: body.void_cut_off }),
    ...(body.void_time_zone !== undefined && { voidTimeZone: body.void_time_zone }),
  };
}

function presentSupplier(supplier: SupplierRecord, livemode: boolean) {
  return {
    id: supplier.publicId,
    object: "supplier" as const,
    livemode,
    code: supplier.code,
    name: supplier.name,
    type: supplier.type,
    airline: supplier.airlineCode,
    settlement_mode: supplier.settlementMode,
    revenue_role: supplier.revenueRole,
    status: supplier.status,
    void_cut_off: supplier.voidCutOff,
    void_time_zone: supplier.voidTimeZone,
    version: supplier.version,
    created_at: supplier.createdAt,
    updated_at: supplier.updatedAt,
  };
}
