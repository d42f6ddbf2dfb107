import type { Context } from "hono";

import type { BranchRecord } from "../../db/read/branches";
import { getBooking } from "../../db/read/get-booking";
import { canonicalJson } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import { supplierNameOf, supplierProviders } from "../../domain/supplier-names";
import type {
  CreateBookingInput,
  CreateBookingResult,
} from "../../temporal/contract/create-booking";
import { createBookingType, createBookingUpdate } from "../../temporal/contract/create-booking";
import type { HoldBookingInput } from "../../temporal/contract/offers";
import { queueOfSupplier } from "../../temporal/contract/queues";
import {
  createBookingInputSchema,
  createBookingResultSchema,
} from "../../temporal/contract/schemas/create-booking";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "../environment";
import type { OperationPlan } from "../operations";
import { presentBooking } from "../present/booking";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import type { FromReservation } from "../schemas/booking";

export function createBookingPlan(
  c: Context<ApiEnvironment>,
  {
    body,
    branch,
    bookingId,
    operationId,
  }: {
    readonly body: FromReservation;
    readonly branch: BranchRecord | undefined;
    readonly bookingId: string;
    readonly operationId: string;
  },
): OperationPlan<CreateBookingResult> {
  const { scope } = c.get("principal");
  const input: CreateBookingInput = createBookingInputSchema.parse({
    schemaVersion: 1,
    partner: scope.partner,
    bookingId,
    customerId: body.customer_id,
    branchId: branch?.publicId ?? null,
    gdsProviderCode: supplierProviders[body.reservation.supplier],
    recordLocator: body.reservation.record_locator,
    charges: body.charges.map(({ type, amount, vat_percent }) => ({
      type,
      amount,
      vatPercent: vat_percent,
    })),
    metadata: body.metadata === undefined ? null : canonicalJson(body.metadata),
    operationId,
    context: toRequestContext(c),
  });
  return bookingPlan(c, createBookingType, input);
}

/** A workflow that ends in a booking, on its supplier's queue. */
export function bookingPlan(
  c: Context<ApiEnvironment>,
  type: string,
  input: CreateBookingInput | HoldBookingInput,
): OperationPlan<CreateBookingResult> {
  const { scope, livemode } = c.get("principal");
  const { bookingId, operationId, gdsProviderCode } = input;
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.createBooking,
      workflowId: workflowIds.createBooking(scope.partner, operationId),
      resource: { type: "booking", id: bookingId },
      request: input,
    },
    workflow: {
      type,
      taskQueue: queueOfSupplier(gdsProviderCode),
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        {
          key: searchAttributes.supplier,
          value: supplierNameOf(gdsProviderCode) ?? gdsProviderCode,
        },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: createBookingUpdate,
    result: createBookingResultSchema,
    present: async (result) => {
      const booking = await getBooking(scope, result.bookingId);
      return {
        body: presentBooking(booking, livemode),
        headers: { Location: `/v1/bookings/${booking.publicId}`, ETag: `"v${booking.version}"` },
      };
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The booking is being created.")),
  };
}
