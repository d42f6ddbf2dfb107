import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getScheduleChange, listScheduleChanges } from "../../db/read/schedule-changes";
import { acceptScheduleChange } from "../../services/booking/accept-schedule-change";
import { assertSeen, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerOnce, asAnswerOfRoute, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentScheduleChange } from "../present/schedule-change";
import { toActContext } from "../request-context";
import { json, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  idempotencyHeadersSchema,
  idSchema,
  ifMatchHeadersSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { scheduleChangeSchema, scheduleChangeStates } from "../schemas/schedule-change";

const tags = ["Bookings"];
const params = z.object({ schedule_change_id: idSchema("scheduleChange") });

const listRoute = createRoute({
  method: "get",
  path: "/v1/schedule-changes",
  tags,
  summary: "List changes of flights, newest first",
  description: "`status=OPEN` are those that need an answer.",
  ...permitted("booking.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      status: z.enum(scheduleChangeStates).optional(),
      booking_id: idSchema("booking").optional(),
    }),
  },
  responses: {
    200: json(pageOf(scheduleChangeSchema, "ScheduleChangePage"), "Changes of flights"),
    ...problems(),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/schedule-changes/{schedule_change_id}",
  tags,
  summary: "Get a change of flights",
  ...permitted("booking.read.partner", { branches: "own" }),
  request: { params },
  responses: { 200: json(scheduleChangeSchema, "The change"), 304: notModified, ...problems(404) },
});

const acceptRoute = createRoute({
  method: "post",
  path: "/v1/schedule-changes/{schedule_change_id}/accept",
  tags,
  summary: "Take the flights that the airline has put in place of those sold",
  description:
    "The booking's flights are the new ones, and its tickets are for them under their numbers. Where the airline wants new tickets, exchange them (`kind: involuntary`); who does not want the flights has the tickets refunded (`kind: schedule_change`): either answers the change. A flight that is gone without another: `itinerary_invalid`.",
  ...permitted("booking.issue.partner", { branches: "own" }),
  request: { params, headers: idempotencyHeadersSchema.extend(ifMatchHeadersSchema.shape) },
  responses: {
    200: json(scheduleChangeSchema, "The change, accepted"),
    ...problems(404, 409, 412, 422, 428),
  },
});

export function registerScheduleChanges(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const { status, booking_id: bookingId } = query;
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(bookingId === undefined ? {} : { bookingId }),
      ...onlyAmong(c),
    };
    const page = await listScheduleChanges(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (change) => presentScheduleChange(change, livemode)),
      200,
    );
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const change = await getScheduleChange(scope, c.req.valid("param").schedule_change_id);
    assertSeen(c, change, "change of a schedule");
    return asAnswerOfRoute(withVersion(c, change.version, presentScheduleChange(change, livemode)));
  });

  router.openapi(acceptRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const scheduleChangeId = c.req.valid("param").schedule_change_id;
    const assertVersion = requireMatch(c);
    const { bookingId, ...seen } = await getScheduleChange(scope, scheduleChangeId);
    assertSeen(c, seen, "change of a schedule");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      await acceptScheduleChange(transaction, {
        scheduleChangeId,
        bookingId,
        assertVersion,
        ...act,
      });
      const change = await getScheduleChange(transaction, scheduleChangeId);
      return {
        status: 200,
        body: presentScheduleChange(change, livemode),
        headers: { ETag: `"v${change.version}"` },
      };
    });
  });
}
