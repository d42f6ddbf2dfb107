import type { z } from "@hono/zod-openapi";

import type { OperationRecord } from "../../db/read/get-operation";
import type { IssueBookingResult } from "../../temporal/contract/issue-booking";
import { createBookingResultSchema } from "../../temporal/contract/schemas/create-booking";
import { issueBookingResultSchema } from "../../temporal/contract/schemas/issue-booking";
import type { issuanceSchema } from "../schemas/operation";

/** Kinds of operations, as the API names them. */
export const operationKinds = {
  createBooking: "booking.create",
  issueBooking: "booking.issue",
} as const;

export function presentIssuance(
  result: IssueBookingResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof issuanceSchema> {
  return {
    object: "issuance",
    livemode,
    operation_id: operationId,
    booking_id: result.bookingId,
    state: "ISSUED",
    ticket_numbers: [...result.ticketNumbers],
    journal_entry_id: result.journalEntryId,
    journal_entry_number: result.entryNumber,
    issued_at: result.issuedAt,
  };
}

/** What an operation came to, in the API's words; its activities stored it in their own. */
export function presentResult(
  operation: OperationRecord,
  livemode: boolean,
): Record<string, unknown> | null {
  if (operation.result === null) return null;
  switch (operation.kind) {
    case operationKinds.issueBooking:
      return presentIssuance(
        issueBookingResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.createBooking: {
      const result = createBookingResultSchema.parse(operation.result);
      return { object: "booking", booking_id: result.bookingId, reference: result.reference };
    }
    default:
      return null;
  }
}
