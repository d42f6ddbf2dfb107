import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBookingHead } from "../../db/read/get-booking";
import { Refusal } from "../../domain/refusal";
import type { CheckScheduleResult } from "../../temporal/contract/check-schedule";
import { checkScheduleType, checkScheduleUpdate } from "../../temporal/contract/check-schedule";
import {
  checkScheduleInputSchema,
  checkScheduleResultSchema,
} from "../../temporal/contract/schemas/check-schedule";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds } from "../present/operation-result";
import { presentScheduleCheck } from "../present/schedule-change";
import { toRequestContext } from "../request-context";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { scheduleCheckSchema } from "../schemas/schedule-change";

const checkScheduleRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/check-schedule",
  tags: ["Bookings"],
  summary: "Ask the supplier whether the airline has changed the flights of a booking",
  description:
    "What it has changed is kept until it is answered, and told by mail once. Nothing is changed at the supplier.",
  ...permitted("booking.issue.partner", { branches: "own" }),
  request: {
    params: z.object({ booking_id: idSchema("booking") }),
    headers: idempotencyHeadersSchema,
  },
  responses: {
    201: json(scheduleCheckSchema, "What was found"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

export function registerCheckSchedule(router: Router, dependencies: ApiDependencies): void {
  router.openapi(checkScheduleRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const booking = await getBookingHead(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    return runOperation(c, dependencies, request, checkSchedulePlan(c, booking));
  });
}

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

function checkSchedulePlan(
  c: Context<ApiEnvironment>,
  booking: BookingHead,
): OperationPlan<CheckScheduleResult> {
  const { scope, livemode } = c.get("principal");
  if (booking.reservation === null) throw withoutReservation(booking);
  const { gdsProviderCode } = booking.reservation;
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.checkSchedule,
      workflowId: workflowIds.checkSchedule(scope.partner, operationId),
      resource: { type: "booking", id: booking.publicId },
      request: checkScheduleInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(checkScheduleType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
    }),
    update: checkScheduleUpdate,
    result: checkScheduleResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentScheduleCheck(result, operation.publicId, livemode),
        headers: { Location: `/v1/bookings/${booking.publicId}` },
      }),
    alreadyDone: () => Promise.resolve(withoutReservation(booking)),
  };
}

function withoutReservation({ publicId }: BookingHead): Refusal {
  return new Refusal("BOOKING_STATE_INVALID", "The booking has no reservation at a supplier.", {
    booking_id: publicId,
  });
}
