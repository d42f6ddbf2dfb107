import { createRoute } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { openFiscalYear } from "../../services/period/open-fiscal-year";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { presentPeriodSummary } from "../present/period";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { fiscalYearSchema, openFiscalYearSchema } from "../schemas/period";

const openFiscalYearRoute = createRoute({
  method: "post",
  path: "/v1/fiscal-years",
  tags: ["Periods"],
  summary: "Open the periods of the next fiscal year",
  description:
    "Twelve months from the day after the last period, by the partner's first month. A year that is there is answered as it is; any but the next is refused with period_order_invalid, so that the books have no gap.",
  ...permitted("fiscal_year.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(openFiscalYearSchema) },
  responses: {
    201: json(fiscalYearSchema, "The year, with its periods"),
    ...problems(409, 413, 415, 422),
  },
});

export function registerFiscalYears(router: Router, dependencies: ApiDependencies): void {
  router.openapi(openFiscalYearRoute, async (c) => {
    const { fiscal_year: fiscalYear } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      const periods = await openFiscalYear(transaction, fiscalYear, act);
      return {
        status: 201,
        body: {
          object: "fiscal_year",
          livemode,
          fiscal_year: fiscalYear,
          starts_on: periods[0]?.startsOn,
          ends_on: periods.at(-1)?.endsOn,
          periods: periods.map((period) => presentPeriodSummary(period, livemode)),
        },
        headers: { Location: `/v1/periods?fiscal_year=${fiscalYear}` },
      };
    });
  });
}
