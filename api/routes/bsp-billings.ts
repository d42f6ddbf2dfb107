import { createRoute } from "@hono/zod-openapi";

import { listBilledPage, readBillingStatement } from "../../db/read/bsp-billings";
import { getPartner } from "../../db/read/get-partner";
import { inSnapshot } from "../../db/transaction";
import type { ApiDependencies } from "../dependencies";
import { pageBody, toPageRequest } from "../pagination";
import { presentBilledTransaction, presentBspBilling } from "../present/bsp-billing";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspBillingDocumentPageSchema,
  bspBillingDocumentQuerySchema,
  bspBillingQuerySchema,
  bspBillingSchema,
} from "../schemas/bsp-remittance";

const tags = ["Settlement"];
const readable = permitted("bsp_remittance.read.partner");

const statementRoute = createRoute({
  method: "get",
  path: "/v1/bsp-billing",
  tags,
  summary: "What BSP bills for a remittance period, beside what our books expect",
  description: "Of the files that count; by airline. `GET /v1/bsp-statement` asks the books alone.",
  ...readable,
  request: { query: bspBillingQuerySchema },
  responses: { 200: json(bspBillingSchema, "The billing"), ...problems() },
});

const documentsRoute = createRoute({
  method: "get",
  path: "/v1/bsp-billing-documents",
  tags,
  summary: "The same, document by document, in the order of the files",
  ...readable,
  request: { query: bspBillingDocumentQuerySchema },
  responses: { 200: json(bspBillingDocumentPageSchema, "Its documents"), ...problems() },
});

export function registerBspBillings(router: Router, { keyRing }: ApiDependencies): void {
  router.openapi(statementRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const billing = toBilling(c.req.valid("query"));
    const { functionalCurrency } = await getPartner(scope);
    const statement = await inSnapshot(scope, (snapshot) =>
      readBillingStatement(snapshot, billing, functionalCurrency),
    );
    return c.json(presentBspBilling(billing, statement, livemode), 200);
  });

  router.openapi(documentsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const { functionalCurrency: functional } = await getPartner(scope);
    const page = await listBilledPage(scope, toBilling(query), toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (each) =>
        presentBilledTransaction(each, { functional, livemode }),
      ),
      200,
    );
  });
}

function toBilling({
  market,
  remittance_ends_on: endsOn,
  currency,
}: {
  readonly market: string;
  readonly remittance_ends_on: string;
  readonly currency: string;
}) {
  return { market, endsOn, currency };
}
