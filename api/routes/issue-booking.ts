import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getBookingHead } from "../../db/read/get-booking";
import { listOperations } from "../../db/read/list-operations";
import { assertTransition } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";
import type { IssueBookingResult } from "../../temporal/contract/issue-booking";
import { issueBookingType, issueUpdate } from "../../temporal/contract/issue-booking";
import {
  issueBookingInputSchema,
  issueBookingResultSchema,
} from "../../temporal/contract/schemas/issue-booking";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { joinOperation, runOperation } from "../operations";
import { operationKinds, presentIssuance } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { issuanceSchema, operationSchema } from "../schemas/operation";

const issueBookingRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/issue",
  tags: ["Bookings"],
  summary: "Issue a booking: tickets and journal entry in one commit",
  description:
    "Exactly one set of tickets, whatever is lost on the way. In time: 201. Not in time, or when a person must decide: 202 and the operation to follow.",
  ...permitted("booking.issue.partner", { branches: "own" }),
  request: {
    params: z.object({ booking_id: idSchema("booking") }),
    headers: idempotencyHeadersSchema,
  },
  responses: {
    201: json(issuanceSchema, "Issued and booked"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

export function registerIssueBooking(router: Router, dependencies: ApiDependencies): void {
  router.openapi(issueBookingRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const booking = await getBookingHead(scope, c.req.valid("param").booking_id);
    assertSeen(c, booking, "booking");
    const refusal = findReasonNotToIssue(booking);
    // A repeated key gets the answer it got, also once the booking has been issued.
    if (refusal !== undefined && (await joinOperation(scope, request)) === undefined) {
      throw refusal.code === "BOOKING_ALREADY_ISSUED"
        ? await alreadyIssued(scope, booking)
        : refusal;
    }
    return runOperation(c, dependencies, request, issueBookingPlan(c, booking));
  });
}

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

function findReasonNotToIssue({ state, gdsProviderCode }: BookingHead): Refusal | undefined {
  if (gdsProviderCode === null) {
    return new Refusal(
      "BOOKING_NOT_ISSUABLE",
      "The booking has no reservation at a supplier. Book it from one.",
    );
  }
  try {
    assertTransition(state, "ISSUED");
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function issueBookingPlan(
  c: Context<ApiEnvironment>,
  booking: BookingHead,
): OperationPlan<IssueBookingResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  const gdsProviderCode = booking.gdsProviderCode ?? "";
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.issueBooking,
      workflowId: workflowIds.issueBooking(scope.partner, booking.publicId),
      resource: { type: "booking", id: booking.publicId },
      request: issueBookingInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(issueBookingType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "issuing",
    }),
    update: issueUpdate,
    result: issueBookingResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentIssuance(result, operation.publicId, livemode),
        headers: { Location: `/v1/bookings/${booking.publicId}` },
      }),
    alreadyDone: () => alreadyIssued(scope, booking),
  };
}

/** Names the operation that issued it, where that was one: its result is what is asked for. */
async function alreadyIssued(
  scope: PartnerDatabase,
  { publicId }: Pick<BookingHead, "publicId">,
): Promise<Refusal> {
  const { items } = await listOperations(
    scope,
    { kind: operationKinds.issueBooking, resourceId: publicId, status: "succeeded" },
    { limit: 1 },
  );
  return new Refusal("BOOKING_ALREADY_ISSUED", "The booking has been issued already.", {
    booking_id: publicId,
    ...(items[0] === undefined ? {} : { operation_id: items[0].publicId }),
  });
}
