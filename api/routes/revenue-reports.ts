import { readDeferredRevenue } from "../../db/read/statements/deferred-revenue";
import { readTaxSummary } from "../../db/read/statements/tax-summary";
import type { ApiDependencies } from "../dependencies";
import { presentDeferredRevenue, presentTaxSummary } from "../present/revenue";
import type { Router } from "../router";
import { rangeQuerySchema } from "../schemas/report";
import { deferredRevenueSchema, taxSummarySchema } from "../schemas/revenue-report";
import { frameOf, reportRoute } from "./reports";

const deferredRevenueRoute = reportRoute(
  "deferred-revenue",
  "Roll-forward of deferred revenue, by account and period",
  { query: rangeQuerySchema, answer: deferredRevenueSchema },
);
const taxSchemas = { query: rangeQuerySchema, answer: taxSummarySchema };
const taxSummaryRoute = reportRoute("tax-summary", "VAT and withholding, by tax code", taxSchemas);
const gstSummaryRoute = reportRoute("gst-summary", "The tax summary by its other name", taxSchemas);

export function registerRevenueReports(router: Router, { now }: ApiDependencies): void {
  router.openapi(deferredRevenueRoute, async (c) => {
    const frame = await frameOf(c, c.req.valid("query"), now());
    const report = await readDeferredRevenue(c.get("principal").scope, frame.request);
    return c.json(presentDeferredRevenue(report, frame), 200);
  });

  for (const route of [taxSummaryRoute, gstSummaryRoute]) {
    router.openapi(route, async (c) => {
      const frame = await frameOf(c, c.req.valid("query"), now());
      const summary = await readTaxSummary(c.get("principal").scope, frame.request);
      return c.json(presentTaxSummary(summary, frame), 200);
    });
  }
}
