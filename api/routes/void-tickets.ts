import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBookingHead } from "../../db/read/get-booking";
import { Refusal } from "../../domain/refusal";
import {
  voidTicketsInputSchema,
  voidTicketsResultSchema,
} from "../../temporal/contract/schemas/void-tickets";
import { showTicketNumbers } from "../../temporal/contract/search-attributes";
import type { VoidTicketsInput, VoidTicketsResult } from "../../temporal/contract/void-tickets";
import { voidTicketsType, voidUpdate } from "../../temporal/contract/void-tickets";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toFee } from "../fee";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds, presentVoid } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema, voidRequestSchema, voidSchema } from "../schemas/operation";

const voidTicketsRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/void",
  tags: ["Bookings"],
  summary: "Void tickets on the day of issue: at the supplier, then in the books",
  description:
    "The exact mirror of the issuance, or of the lines of the tickets that are named. Before the supplier's cut-off only: refund them later. In time: 201. Not in time, or when a person must decide: 202 and the operation to follow.",
  ...permitted("ticket.void.partner", { branches: "own" }),
  request: {
    params: z.object({ booking_id: idSchema("booking") }),
    headers: idempotencyHeadersSchema,
    body: jsonBody(voidRequestSchema),
  },
  responses: {
    201: json(voidSchema, "Void at the supplier and in the books"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerVoidTickets(router: Router, dependencies: ApiDependencies): void {
  router.openapi(voidTicketsRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const booking = await getBookingHead(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    const { ticket_numbers: ticketNumbers, reason, fee } = c.req.valid("json");
    const asked = {
      ticketNumbers,
      reason,
      fee: fee === undefined ? null : toFee(fee, booking.currency),
    };
    return runOperation(c, dependencies, request, voidPlan(c, booking, asked));
  });
}

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

function voidPlan(
  c: Context<ApiEnvironment>,
  booking: BookingHead,
  asked: Pick<VoidTicketsInput, "ticketNumbers" | "reason" | "fee">,
): OperationPlan<VoidTicketsResult> {
  const { scope, livemode } = c.get("principal");
  if (booking.reservation === null) throw notVoidable(booking);
  const operationId = newId("operation");
  const { gdsProviderCode } = booking.reservation;
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.voidTickets,
      workflowId: workflowIds.voidTickets(scope.partner, booking.publicId, booking.version),
      resource: { type: "booking", id: booking.publicId },
      request: voidTicketsInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        ...asked,
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(voidTicketsType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
      further: [showTicketNumbers(asked.ticketNumbers)],
    }),
    update: voidUpdate,
    result: voidTicketsResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentVoid(result, operation.publicId, livemode),
        headers: { Location: `/v1/bookings/${booking.publicId}` },
      }),
    alreadyDone: () => Promise.resolve(notVoidable(booking)),
  };
}

function notVoidable({ publicId, state }: BookingHead): Refusal {
  return new Refusal("TICKET_NOT_VOIDABLE", "The booking has no ticket that could be voided.", {
    booking_id: publicId,
    state,
  });
}
