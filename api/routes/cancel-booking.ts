import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { toDateTime } from "../../db/read/amounts";
import { getBookingHead } from "../../db/read/get-booking";
import { assertEndsUnissued } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";
import { endBeforeIssue } from "../../services/booking/end-before-issue";
import type { CancelBookingInput, EndedHold } from "../../temporal/contract/hold";
import { cancelBookingType, cancelBookingUpdate } from "../../temporal/contract/hold";
import { cancelBookingInputSchema, endedHoldSchema } from "../../temporal/contract/schemas/hold";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { joinOperation, runOperation } from "../operations";
import { operationKinds, presentCancellation } from "../present/operation-result";
import { toActContext, toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import {
  bookingCancellationSchema,
  cancelBookingSchema,
  operationSchema,
} from "../schemas/operation";

const cancelBookingRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/cancel",
  tags: ["Bookings"],
  summary: "Cancel a booking that was not issued: at the supplier, then in the books",
  description:
    "What was issued is refused (`booking_already_issued`): void its tickets or refund them. While an issuance is under way: `operation_in_progress`. In time: 201. Not in time, or when a person must decide: 202 and the operation to follow.",
  ...permitted("booking.cancel.partner", { branches: "own" }),
  request: {
    params: z.object({ booking_id: idSchema("booking") }),
    headers: idempotencyHeadersSchema,
    body: jsonBody(cancelBookingSchema),
  },
  responses: {
    201: json(bookingCancellationSchema, "Cancelled at the supplier and in the books"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const to = "CANCELLED_BEFORE_ISSUE";

export function registerCancelBooking(router: Router, dependencies: ApiDependencies): void {
  router.openapi(cancelBookingRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const { reason } = c.req.valid("json");
    const booking = await getBookingHead(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    const { gdsProviderCode } = booking;
    if (gdsProviderCode !== null) {
      // A repeated key gets the answer it got, also once the booking has been cancelled.
      const joined = await joinOperation(scope, request);
      if (joined === undefined) assertEndsUnissued(booking.state, to);
      return runOperation(
        c,
        dependencies,
        request,
        cancelBookingPlan(c, { booking, gdsProviderCode, reason }),
      );
    }
    // Nothing is held at a supplier: one commit decides.
    return answerOnce(c, dependencies, request, async (transaction) => {
      const endedAt = dependencies.now();
      const { publicId: bookingId } = booking;
      const context = toActContext(c);
      const at = toDateTime(endedAt);
      await endBeforeIssue(transaction, { bookingId, to, reason, context, at });
      const ended = { bookingId, bookingState: to, endedAt };
      return {
        status: 201,
        body: presentCancellation(ended, null, livemode),
        headers: { Location: `/v1/bookings/${bookingId}` },
      };
    });
  });
}

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

function cancelBookingPlan(
  c: Context<ApiEnvironment>,
  {
    booking,
    gdsProviderCode,
    reason,
  }: {
    readonly booking: BookingHead;
    readonly gdsProviderCode: string;
    readonly reason: string;
  },
): OperationPlan<EndedHold> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  const input: CancelBookingInput = cancelBookingInputSchema.parse({
    schemaVersion: 1,
    partner: scope.partner,
    bookingId: booking.publicId,
    bookingReference: booking.reference,
    gdsProviderCode,
    operationId,
    reason,
    context: toRequestContext(c),
  });
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.cancelBooking,
      workflowId: workflowIds.cancelBooking(scope.partner, booking.publicId),
      resource: { type: "booking", id: booking.publicId },
      request: input,
    },
    workflow: bookingWorkflow(cancelBookingType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
    }),
    update: cancelBookingUpdate,
    result: endedHoldSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentCancellation(result, operation.publicId, livemode),
        headers: { Location: `/v1/bookings/${booking.publicId}` },
      }),
    alreadyDone: () =>
      Promise.resolve(
        new Refusal("BOOKING_STATE_INVALID", "The booking has been cancelled already.", {
          booking_id: booking.publicId,
        }),
      ),
  };
}
