import type { Context } from "hono";

import type { AgingRequest } from "../../db/read/statements/aging";
import { readAging } from "../../db/read/statements/aging";
import { readPartyStatement } from "../../db/read/statements/party-statement";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { pageBody, toPageRequest } from "../pagination";
import type { StatementFrame } from "../present/statement";
import { presentAging, presentPartyLine, presentPartyStatement } from "../present/subledger";
import type { Router } from "../router";
import {
  agingSchema,
  customerStatementQuerySchema,
  partyStatementSchema,
  payablesQuerySchema,
  receivablesQuerySchema,
  supplierStatementQuerySchema,
} from "../schemas/subledger-report";
import { frameOf, reportRoute } from "./reports";

const receivablesRoute = reportRoute("receivables", "Aging of receivables, by customer", {
  query: receivablesQuerySchema,
  answer: agingSchema,
});
const payablesRoute = reportRoute("payables", "Aging of payables, by supplier", {
  query: payablesQuerySchema,
  answer: agingSchema,
});
const customerStatementRoute = reportRoute("customer-statement", "A customer's statement", {
  query: customerStatementQuerySchema,
  answer: partyStatementSchema,
});
const supplierStatementRoute = reportRoute("supplier-statement", "A supplier's statement", {
  query: supplierStatementQuerySchema,
  answer: partyStatementSchema,
});

export function registerSubledgerReports(router: Router, dependencies: ApiDependencies): void {
  const { now } = dependencies;

  router.openapi(receivablesRoute, async (c) => {
    const { as_of: to, buckets: limits, customer_id: partyId, ...query } = c.req.valid("query");
    const frame = await frameOf(c, { ...query, to }, now());
    return c.json(await aging(c, frame, { kind: "customer", limits, partyId }), 200);
  });

  router.openapi(payablesRoute, async (c) => {
    const { as_of: to, buckets: limits, supplier_id: partyId, ...query } = c.req.valid("query");
    const frame = await frameOf(c, { ...query, to }, now());
    return c.json(await aging(c, frame, { kind: "supplier", limits, partyId }), 200);
  });

  router.openapi(customerStatementRoute, async (c) => {
    const { customer_id: partyId, ...query } = c.req.valid("query");
    const frame = await frameOf(c, query, now());
    const asked = { kind: "customer", partyId, query } as const;
    return c.json(await statement(c, dependencies, frame, asked), 200);
  });

  router.openapi(supplierStatementRoute, async (c) => {
    const { supplier_id: partyId, ...query } = c.req.valid("query");
    const frame = await frameOf(c, query, now());
    const asked = { kind: "supplier", partyId, query } as const;
    return c.json(await statement(c, dependencies, frame, asked), 200);
  });
}

async function aging(
  c: Context<ApiEnvironment>,
  frame: StatementFrame,
  asked: Pick<AgingRequest, "kind" | "limits" | "partyId">,
) {
  const read = await readAging(c.get("principal").scope, { ...frame.request, ...asked });
  return presentAging(read, frame, { ...asked, hasItems: asked.partyId !== undefined });
}

async function statement(
  c: Context<ApiEnvironment>,
  { keyRing }: ApiDependencies,
  frame: StatementFrame,
  asked: {
    readonly kind: AgingRequest["kind"];
    readonly partyId: string;
    readonly query: { readonly limit: number; readonly cursor?: string | undefined };
  },
) {
  const { kind, partyId, query } = asked;
  const read = await readPartyStatement(
    c.get("principal").scope,
    { ...frame.request, kind, partyId },
    toPageRequest(c, keyRing, query),
  );
  return {
    ...presentPartyStatement(read, frame, kind),
    ...pageBody(c, keyRing, read.page, (line) => presentPartyLine(line, frame)),
  };
}
