import type { z } from "@hono/zod-openapi";

import type { OperationRecord } from "../../db/read/get-operation";
import type { IssueBookingResult } from "../../temporal/contract/issue-booking";
import type { PostManualEntryResult } from "../../temporal/contract/journal-draft";
import { createBookingResultSchema } from "../../temporal/contract/schemas/create-booking";
import { issueBookingResultSchema } from "../../temporal/contract/schemas/issue-booking";
import {
  postManualEntryResultSchema,
  submitJournalDraftResultSchema,
} from "../../temporal/contract/schemas/journal-draft";
import { verifyBooksResultSchema } from "../../temporal/contract/schemas/verify-books";
import type { approvalOutcomeSchema } from "../schemas/approval";
import type { issuanceSchema } from "../schemas/operation";

/** Kinds of operations, as the API names them. */
export const operationKinds = {
  approveJournalDraft: "journal_draft.approve",
  createBooking: "booking.create",
  issueBooking: "booking.issue",
  verifyBooks: "books.verify",
  submitJournalDraft: "journal_draft.submit",
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

export function presentPosting(
  result: PostManualEntryResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof approvalOutcomeSchema> {
  return {
    object: "approval_outcome",
    livemode,
    approval_id: result.approvalId,
    operation_id: operationId,
    outcome: { type: "journal_entry", id: result.journalEntryId },
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
    case operationKinds.approveJournalDraft:
      return presentPosting(
        postManualEntryResultSchema.parse(operation.result),
        operation.publicId,
        livemode,
      );
    case operationKinds.submitJournalDraft: {
      const result = submitJournalDraftResultSchema.parse(operation.result);
      return { object: "approval", draft_id: result.draftId, approval_id: result.approvalId };
    }
    case operationKinds.verifyBooks: {
      const result = verifyBooksResultSchema.parse(operation.result);
      return {
        object: "verification",
        id: result.verificationId,
        kind: result.kind,
        is_clean: result.isClean,
        finding: result.finding,
      };
    }
    default:
      return null;
  }
}
