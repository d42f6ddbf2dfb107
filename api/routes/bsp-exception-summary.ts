import { createRoute } from "@hono/zod-openapi";

import { summariseBspExceptions } from "../../db/read/bsp-exception-summary";
import { findBspFileKey } from "../../db/read/bsp-files";
import { toMoneyJson } from "../../domain/money";
import { onlyAmong } from "../branch-access";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspExceptionSummaryQuerySchema,
  bspExceptionSummarySchema,
} from "../schemas/bsp-exception";

const summaryRoute = createRoute({
  method: "get",
  path: "/v1/bsp-exception-summary",
  tags: ["BSP"],
  summary: "Sum up what a BSP file, or a billing period, and the books differ in",
  description:
    "Counts and amounts by airline, kind, state and currency, of files that count. The report `bsp_exception_summary` of `POST /v1/reports/export` is the same as a file.",
  ...permitted("bsp_exception.read.partner", { branches: "own" }),
  request: { query: bspExceptionSummaryQuerySchema },
  responses: { 200: json(bspExceptionSummarySchema, "By airline"), ...problems(404) },
});

export function registerBspExceptionSummary(router: Router): void {
  router.openapi(summaryRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { file_id: fileId, billing_ends_on: billingEndsOn } = c.req.valid("query");
    if (fileId !== undefined) await findBspFileKey(scope, fileId);
    const filter = {
      ...(fileId !== undefined && { fileId }),
      ...(billingEndsOn !== undefined && { billingEndsOn }),
      ...onlyAmong(c),
    };
    const sums = await summariseBspExceptions(scope, filter);
    const rows = sums.map(({ count, difference, ...sum }) => ({
      ...sum,
      exceptions: count,
      difference: { ...toMoneyJson(difference) },
    }));
    return c.json({ object: "bsp_exception_summary" as const, livemode, rows }, 200);
  });
}
