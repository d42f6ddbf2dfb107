import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBookingHead } from "../../db/read/get-booking";
import { Refusal } from "../../domain/refusal";
import {
  splitBookingInputSchema,
  splitBookingResultSchema,
} from "../../temporal/contract/schemas/split-booking";
import type { SplitBookingResult } from "../../temporal/contract/split-booking";
import { splitBookingType, splitBookingUpdate } from "../../temporal/contract/split-booking";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds } from "../present/operation-result";
import { presentSplit } from "../present/split";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { splitRequestSchema, splitSchema } from "../schemas/split";

const splitBookingRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/split",
  tags: ["Bookings"],
  summary: "Take it up that the supplier has moved passengers to another reservation",
  description:
    "The reservations are read; together they hold the booking's passengers, or nothing is taken up (`pnr_split_unmatched`). Before issue those who were moved are a booking of their own from then on; after issue they stay, and each passenger names the reservation that it is in. Nothing is changed at the supplier, and no money moves.",
  ...permitted("booking.create.partner", { branches: "own" }),
  request: {
    params: z.object({ booking_id: idSchema("booking") }),
    headers: idempotencyHeadersSchema,
    body: jsonBody(splitRequestSchema),
  },
  responses: {
    201: json(splitSchema, "Who is where"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerSplitBooking(router: Router, dependencies: ApiDependencies): void {
  router.openapi(splitBookingRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const booking = await getBookingHead(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    const { record_locators: recordLocators } = c.req.valid("json");
    return runOperation(c, dependencies, request, splitBookingPlan(c, booking, recordLocators));
  });
}

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

function splitBookingPlan(
  c: Context<ApiEnvironment>,
  booking: BookingHead,
  recordLocators: readonly string[],
): OperationPlan<SplitBookingResult> {
  const { scope, livemode } = c.get("principal");
  if (booking.reservation === null) throw withoutReservation(booking);
  const { gdsProviderCode } = booking.reservation;
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.splitBooking,
      workflowId: workflowIds.splitBooking(scope.partner, operationId),
      resource: { type: "booking", id: booking.publicId },
      request: splitBookingInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        recordLocators: [...new Set(recordLocators)],
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(splitBookingType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
    }),
    update: splitBookingUpdate,
    result: splitBookingResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentSplit(result, operation.publicId, livemode),
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
