import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getCustomer, listCustomers } from "../../db/read/customers";
import { canonicalJson } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { NewCustomer } from "../../services/customer/create-customer";
import { createCustomer } from "../../services/customer/create-customer";
import type { ApiDependencies } from "../dependencies";
import { withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentCustomer } from "../present/customer";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  idempotencyHeadersSchema,
  idSchema,
  listQuerySchema,
  pageOf,
  toMoney,
} from "../schemas/common";
import { customerSchema, newCustomerSchema } from "../schemas/customer";

const createCustomerRoute = createRoute({
  method: "post",
  path: "/v1/customers",
  tags: ["Customers"],
  summary: "Take up a customer",
  ...permitted("customer.create.partner", { branches: "none" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newCustomerSchema) },
  responses: {
    201: json(customerSchema, "The customer"),
    ...problems(409, 413, 415, 422),
  },
});

const getCustomerRoute = createRoute({
  method: "get",
  path: "/v1/customers/{customer_id}",
  tags: ["Customers"],
  summary: "Get a customer",
  ...permitted("customer.read.partner", { branches: "none" }),
  request: { params: z.object({ customer_id: idSchema("customer") }) },
  responses: {
    200: json(customerSchema, "The customer"),
    304: notModified,
    ...problems(404),
  },
});

const listCustomersRoute = createRoute({
  method: "get",
  path: "/v1/customers",
  tags: ["Customers"],
  summary: "List customers, newest first",
  ...permitted("customer.read.partner", { branches: "none" }),
  request: {
    query: listQuerySchema.extend({
      code: z.string().max(40).optional(),
      email: z.string().max(254).optional(),
      status: z.enum(["active", "credit_hold", "dormant", "archived"]).optional(),
    }),
  },
  responses: { 200: json(pageOf(customerSchema, "CustomerPage"), "Customers"), ...problems() },
});

export function registerCustomers(router: Router, dependencies: ApiDependencies): void {
  const { now, keyRing } = dependencies;

  router.openapi(createCustomerRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode, permissions } = c.get("principal");
    if (body.credit_limit !== undefined) assertMaySetLimit(permissions);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const context = toActContext(c);
      const at = toDateTime(now());
      const id = await createCustomer(transaction, toNewCustomer(body), { context, at });
      const customer = await getCustomer(transaction, id);
      return {
        status: 201,
        body: presentCustomer(customer, livemode),
        headers: { Location: `/v1/customers/${id}`, ETag: `"v${customer.version}"` },
      };
    });
  });

  router.openapi(getCustomerRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const customer = await getCustomer(scope, c.req.valid("param").customer_id);
    return withVersion(c, customer.version, presentCustomer(customer, livemode));
  });

  router.openapi(listCustomersRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { code, email, status, ...page } = c.req.valid("query");
    const customers = await listCustomers(
      scope,
      { ...(code && { code }), ...(email && { email }), ...(status && { status }) },
      toPageRequest(c, keyRing, page),
    );
    return c.json(
      pageBody(c, keyRing, customers, (customer) => presentCustomer(customer, livemode)),
      200,
    );
  });
}

/** Who sells gives no credit (manual 2.1): the limit has a permission of its own. */
function assertMaySetLimit(permissions: ReadonlySet<string>): void {
  const permission = "credit_limit.update.partner";
  if (permissions.has(permission)) return;
  throw new Refusal("PERMISSION_NOT_HELD", "Only who may settle credit limits gives one.", {
    permission,
  });
}

function toNewCustomer(body: z.infer<typeof newCustomerSchema>): NewCustomer {
  return {
    code: body.code,
    type: body.type,
    displayName: body.display_name,
    languageCode: body.language,
    paymentTermsDays: body.payment_terms_days,
    ...(body.email === undefined ? {} : { email: body.email }),
    ...(body.phone === undefined ? {} : { phone: body.phone }),
    ...(body.tax_registration_number === undefined
      ? {}
      : { taxNumber: body.tax_registration_number }),
    ...(body.credit_limit === undefined ? {} : { creditLimit: toMoney(body.credit_limit) }),
    ...(body.metadata === undefined ? {} : { metadata: canonicalJson(body.metadata) }),
  };
}
