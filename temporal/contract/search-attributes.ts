import { defineSearchAttributeKey, SearchAttributeType } from "@temporalio/common";

/** What an operator filters by in the Temporal UI; the stack registers them in every namespace. */
export const searchAttributes = {
  partnerId: defineSearchAttributeKey("PartnerId", SearchAttributeType.KEYWORD),
  bookingReference: defineSearchAttributeKey("BookingReference", SearchAttributeType.KEYWORD),
  ticketNumber: defineSearchAttributeKey("TicketNumber", SearchAttributeType.KEYWORD_LIST),
  supplier: defineSearchAttributeKey("Supplier", SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey("Stage", SearchAttributeType.KEYWORD),
  attentionReason: defineSearchAttributeKey("AttentionReason", SearchAttributeType.KEYWORD),
  needsAttention: defineSearchAttributeKey("NeedsAttention", SearchAttributeType.BOOL),
} as const;

/** Temporal keeps 2 KB of an attribute: of a group's tickets those that fit. */
const ticketNumbersShown = 100;

export function showTicketNumbers(numbers: readonly string[]) {
  return { key: searchAttributes.ticketNumber, value: numbers.slice(0, ticketNumbersShown) };
}
