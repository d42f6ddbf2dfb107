import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getPeriod } from "../../db/read/periods";
import type { ApiDependencies } from "../dependencies";
import { pageBody, pageOfWhole } from "../pagination";
import { presentCloseCalendar, readCloseCalendar } from "../present/close-calendar";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { closeCalendarEntrySchema } from "../schemas/close-calendar";
import { idSchema, pageOf, smallListQuerySchema } from "../schemas/common";
import { periodStatusSchema } from "../schemas/period";

const listRoute = createRoute({
  method: "get",
  path: "/v1/close-calendar",
  tags: ["Periods"],
  summary: "Show what is done of each period's closing, and what waits for whom",
  description:
    "In the order of time; without `fiscal_year`, of the year that goes on. What blocks a period is what the newest run of its checklist has found: `POST /v1/periods/{period_id}/check` looks again.",
  ...permitted("period.read.partner", { branches: "none" }),
  request: {
    query: smallListQuerySchema.extend({
      fiscal_year: z.coerce.number().int().min(1900).max(9999).optional(),
      status: periodStatusSchema.optional(),
      overdue: z.enum(["true", "false"]).optional(),
    }),
  },
  responses: {
    200: json(pageOf(closeCalendarEntrySchema, "CloseCalendarPage"), "The calendar"),
    ...problems(),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/close-calendar/{period_id}",
  tags: ["Periods"],
  summary: "Show what is done of one period's closing, and what waits for whom",
  ...permitted("period.read.partner", { branches: "none" }),
  request: { params: z.object({ period_id: idSchema("period") }) },
  responses: { 200: json(closeCalendarEntrySchema, "Its part of the calendar"), ...problems(404) },
});

export function registerCloseCalendar(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { fiscal_year: asked, status, overdue, ...query } = c.req.valid("query");
    const { planned, records } = await readCloseCalendar(scope, now(), (periods, today) => {
      const goingOn = periods.find(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn);
      const year = asked ?? goingOn?.fiscalYear ?? periods.at(-1)?.fiscalYear;
      return periods.filter(
        (period) =>
          period.fiscalYear === year && (status === undefined || period.status === status),
      );
    });
    const wanted = planned.filter(
      ({ calendar }) => overdue === undefined || calendar.isOverdue === (overdue === "true"),
    );
    const page = pageOfWhole(c, keyRing, wanted, {
      query,
      idOf: ({ period }) => period.periodId,
    });
    const at = toDateTime(now());
    const items = await presentCloseCalendar(scope, page.items, { records, livemode, at });
    return c.json(
      pageBody(c, keyRing, { ...page, items }, (entry) => entry),
      200,
    );
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { publicId } = await getPeriod(scope, c.req.valid("param").period_id);
    const { planned, records } = await readCloseCalendar(scope, now(), (periods) =>
      periods.filter((period) => period.publicId === publicId),
    );
    const at = toDateTime(now());
    const [entry] = await presentCloseCalendar(scope, planned, { records, livemode, at });
    if (entry === undefined) throw new Error("a period that was found is planned");
    return c.json(entry, 200);
  });
}
