import { createRoute, z } from "@hono/zod-openapi";

import { listScheduleStories } from "../../db/read/booking-recognition";
import { listDueGroups, sumDue } from "../../db/read/due-recognition";
import { getBookingHead } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { getPeriod } from "../../db/read/periods";
import {
  countSucceededRuns,
  getRecognitionRun,
  listRecognitionRuns,
} from "../../db/read/recognition-runs";
import { inSnapshot } from "../../db/transaction";
import { dayIn } from "../../domain/calendar";
import { recognisedThrough } from "../../domain/recognised-through";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { runRecognitionPlan } from "../period-plans";
import { differencesSince } from "../present/preview-differences";
import {
  presentBookingRecognition,
  presentRecognitionPreview,
  presentRecognitionRun,
} from "../present/recognition";
import { keepPreview } from "../recognition-preview-store";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  dateSchema,
  idempotencyHeadersSchema,
  idSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import {
  bookingRecognitionSchema,
  recogniseSchema,
  recognitionPreviewSchema,
  recognitionRunSchema,
  recognitionStatusSchema,
} from "../schemas/recognition";

const tags = ["Recognition"];
const periodParams = z.object({ period_id: idSchema("period") });

const previewRoute = createRoute({
  method: "get",
  path: "/v1/periods/{period_id}/recognition",
  tags,
  summary: "Preview what a run would recognise now",
  description:
    "Nothing is posted. Late services of earlier periods are with it. `differences` tells what has changed since the last preview of the period that showed something else.",
  ...permitted("recognition.read.partner"),
  request: { params: periodParams, query: z.object({ through: dateSchema.optional() }) },
  responses: { 200: json(recognitionPreviewSchema, "The preview"), ...problems(404, 422) },
});

const runRoute = createRoute({
  method: "post",
  path: "/v1/periods/{period_id}/recognise",
  tags,
  summary: "Recognise what a period has earned",
  description:
    "One entry for each booking, on the last day that is recognised. Each slice is recognised once, however often this is asked for. `POST /v1/operations/{operation_id}/cancel` ends it between two batches.",
  ...permitted("recognition.run.partner"),
  request: {
    params: periodParams,
    headers: idempotencyHeadersSchema,
    body: { ...jsonBody(recogniseSchema), required: false },
  },
  responses: {
    201: json(recognitionRunSchema, "The run"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/recognition-runs",
  tags,
  summary: "List recognition runs, newest first",
  ...permitted("recognition.read.partner"),
  request: {
    query: listQuerySchema.extend({
      period_id: idSchema("period").optional(),
      status: recognitionStatusSchema.optional(),
    }),
  },
  responses: {
    200: json(pageOf(recognitionRunSchema, "RecognitionRunPage"), "Recognition runs"),
    ...problems(),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/recognition-runs/{recognition_run_id}",
  tags,
  summary: "Get a recognition run",
  ...permitted("recognition.read.partner"),
  request: { params: z.object({ recognition_run_id: idSchema("recognitionRun") }) },
  responses: { 200: json(recognitionRunSchema, "The run"), ...problems(404) },
});

const bookingRoute = createRoute({
  method: "get",
  path: "/v1/bookings/{booking_id}/recognition",
  tags,
  summary: "Explain a booking's recognition, from the first line to the last",
  description:
    "What each entry deferred, when it is due, and by which entries it was recognised or given back.",
  ...permitted("recognition.read.partner", { branches: "own" }),
  request: { params: z.object({ booking_id: idSchema("booking") }) },
  responses: { 200: json(bookingRecognitionSchema, "Its schedules"), ...problems(404) },
});

export function registerRecognitionRuns(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(previewRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const period = await getPeriod(scope, c.req.valid("param").period_id);
    const { timeZone, functionalCurrency } = await getPartner(scope);
    const today = dayIn(timeZone, dependencies.now());
    const through = recognisedThrough(period, today, c.req.valid("query").through);
    const due = await inSnapshot(scope, async (snapshot) => ({
      totals: await sumDue(snapshot, through),
      groups: await listDueGroups(snapshot, through),
    }));
    const preview = presentRecognitionPreview(
      { periodId: period.publicId, through, functionalCurrency, ...due },
      livemode,
    );
    const kept = { previewedAt: dependencies.now(), preview };
    const before = await keepPreview(dependencies.redis, scope.partner, kept);
    const differences = before === null ? null : differencesSince(before, preview);
    return c.json({ ...preview, differences }, 200);
  });

  router.openapi(runRoute, async (c) => {
    const { scope } = c.get("principal");
    const period = await getPeriod(scope, c.req.valid("param").period_id);
    const { through } = recogniseSchema.parse(c.req.valid("json") ?? {});
    const succeeded = await countSucceededRuns(scope, period.periodId);
    const plan = runRecognitionPlan(c, period, { through, succeeded });
    return runOperation(c, dependencies, await toIdempotentRequest(c), plan);
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { period_id: periodId, status, ...query } = c.req.valid("query");
    const filter = { periodId, status };
    const page = await listRecognitionRuns(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (run) => presentRecognitionRun(run, livemode)),
      200,
    );
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const run = await getRecognitionRun(scope, c.req.valid("param").recognition_run_id);
    return c.json(presentRecognitionRun(run, livemode), 200);
  });

  router.openapi(bookingRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const booking = await getBookingHead(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    const schedules = await listScheduleStories(scope, booking.publicId);
    return c.json(presentBookingRecognition(booking.publicId, schedules, livemode), 200);
  });
}
