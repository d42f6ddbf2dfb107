import type { z } from "@hono/zod-openapi";

import type { JournalDraft } from "../../db/read/journal-drafts";
import type { DraftLine } from "../../domain/journal/draft-line";
import type { DraftLineBody, journalDraftSchema } from "../schemas/journal-draft";

export function presentDraft(
  draft: JournalDraft,
  livemode: boolean,
): z.infer<typeof journalDraftSchema> {
  return {
    id: draft.publicId,
    object: "journal_draft",
    livemode,
    kind: draft.kind,
    status: draft.status,
    entry_date: draft.draftDate,
    description: draft.description,
    reverse_on: draft.reverseOn,
    reverses_id: draft.reverses?.publicId ?? null,
    journal_entry_id: draft.journalEntryId,
    lines: draft.lines.map(presentDraftLine),
    version: draft.version,
    created_at: draft.createdAt,
    updated_at: draft.updatedAt,
  };
}

export function presentDraftLine({ account, side, amount, dimensions }: DraftLine): DraftLineBody {
  return {
    account,
    side,
    amount: { ...amount },
    ...(dimensions.customerId && { customer_id: dimensions.customerId }),
    ...(dimensions.supplierId && { supplier_id: dimensions.supplierId }),
    ...(dimensions.bookingId && { booking_id: dimensions.bookingId }),
    ...(dimensions.ticketNumber && { ticket_number: dimensions.ticketNumber }),
    ...(dimensions.branchId && { branch_id: dimensions.branchId }),
    ...(dimensions.serviceDate && { service_date: dimensions.serviceDate }),
    ...(dimensions.productCode && { product_code: dimensions.productCode }),
    ...(dimensions.taxCode && { tax_code: dimensions.taxCode }),
  };
}

export function toDraftLine(body: DraftLineBody): DraftLine {
  return {
    account: body.account,
    side: body.side,
    amount: body.amount,
    dimensions: {
      ...(body.customer_id && { customerId: body.customer_id }),
      ...(body.supplier_id && { supplierId: body.supplier_id }),
      ...(body.booking_id && { bookingId: body.booking_id }),
      ...(body.ticket_number && { ticketNumber: body.ticket_number }),
      ...(body.branch_id && { branchId: body.branch_id }),
      ...(body.service_date && { serviceDate: body.service_date }),
      ...(body.product_code && { productCode: body.product_code }),
      ...(body.tax_code && { taxCode: body.tax_code }),
    },
  };
}
