import { defineSearchAttributeKey, SearchAttributeType } from "@temporalio/common";

/** What an operator filters by in the Temporal UI; the stack registers them in every namespace. */
export const searchAttributes = {
  partnerId: defineSearchAttributeKey("PartnerId", SearchAttributeType.KEYWORD),
  bookingReference: defineSearchAttributeKey("BookingReference", SearchAttributeType.KEYWORD),
  ticketNumber: defineSearchAttributeKey("TicketNumber", SearchAttributeType.KEYWORD_LIST),
  supplier: defineSearchAttributeKey("Supplier", SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey("Stage", SearchAttributeType.KEYWORD),
  needsAttention: defineSearchAttributeKey("NeedsAttention", SearchAttributeType.BOOL),
} as const;
