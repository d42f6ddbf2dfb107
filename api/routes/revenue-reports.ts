import { readDeferredRevenue } from "../../db/read/statements/deferred-revenue";
import { readRemainingObligations } from "../../db/read/statements/remaining-obligations";
import { readRevenueRollForward } from "../../db/read/statements/revenue-roll-forward";
import { readTaxSummary } from "../../db/read/statements/tax-summary";
import type { ApiDependencies } from "../dependencies";
import {
  presentDeferredRevenue,
  presentRemainingObligations,
  presentRevenueRollForward,
  presentTaxSummary,
} from "../present/revenue";
import type { Router } from "../router";
import { rangeQuerySchema } from "../schemas/report";
import {
  deferredRevenueSchema,
  obligationQuerySchema,
  remainingObligationsSchema,
  revenueRollForwardSchema,
  scheduleQuerySchema,
  taxSummarySchema,
} from "../schemas/revenue-report";
import { frameOf, reportRoute } from "./reports";

const deferredRevenueRoute = reportRoute(
  "deferred-revenue",
  "Roll-forward of deferred revenue, by account and period",
  { query: rangeQuerySchema, answer: deferredRevenueSchema },
);
const rollForwardRoute = reportRoute(
  "revenue-roll-forward",
  "Roll-forward of deferred revenue, by period, account, policy and product",
  { query: scheduleQuerySchema, answer: revenueRollForwardSchema },
);
const obligationsRoute = reportRoute(
  "remaining-obligations",
  "Revenue still to be earned, by month (IFRS 15.120)",
  { query: obligationQuerySchema, answer: remainingObligationsSchema },
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

  router.openapi(rollForwardRoute, async (c) => {
    const query = c.req.valid("query");
    const frame = await frameOf(c, { ...query, currency: "functional" }, now());
    const report = await readRevenueRollForward(c.get("principal").scope, frame.request);
    const rows = report.rows.filter(
      (row) =>
        (query.account ?? row.account.code) === row.account.code &&
        (query.policy ?? row.policy) === row.policy &&
        (query.product_code ?? row.productCode) === row.productCode,
    );
    return c.json(presentRevenueRollForward({ ...report, rows }, frame), 200);
  });

  router.openapi(obligationsRoute, async (c) => {
    const { as_of: to, ...query } = c.req.valid("query");
    const frame = await frameOf(c, { ...query, to, currency: "functional" }, now());
    const report = await readRemainingObligations(c.get("principal").scope, frame.request);
    return c.json(presentRemainingObligations(report, frame), 200);
  });

  for (const route of [taxSummaryRoute, gstSummaryRoute]) {
    router.openapi(route, async (c) => {
      const frame = await frameOf(c, c.req.valid("query"), now());
      const summary = await readTaxSummary(c.get("principal").scope, frame.request);
      return c.json(presentTaxSummary(summary, frame), 200);
    });
  }
}
