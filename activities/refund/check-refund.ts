import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import type { RefundQuoteRecord } from "../../db/read/refund-quotes";
import { getRefundQuote } from "../../db/read/refund-quotes";
import { listRefundedBefore } from "../../db/read/refunded-before";
import type { BookingRecord } from "../../domain/booking-record";
import { isSameMoney, toMoneyJson } from "../../domain/money";
import { chooseRefundedTickets } from "../../domain/refund/given-up-coupons";
import type { PricedTicketRefund } from "../../domain/refund/price-refund";
import { partsOf, priceQuote, toTerms } from "../../domain/refund/stored-quote";
import { Refusal } from "../../domain/refusal";
import type { RefundTicketsInput } from "../../temporal/contract/refund-tickets";
import type { PlannedRefund } from "./plan-refund";
import { planRefund } from "./plan-refund";

export interface CheckedOnTheBooks {
  readonly booking: BookingRecord;
  readonly record: RefundQuoteRecord;
  readonly tickets: readonly PricedTicketRefund[];
  readonly plan: PlannedRefund;
}

/**
 * Tries a refund on the books without writing it: tickets that no longer stand and a closed period
 * are found before the supplier refunds, not after. At another amount than was quoted it is refused
 * (`PRICE_CHANGED`).
 */
export async function checkOnTheBooks(
  scope: PartnerDatabase,
  input: RefundTicketsInput,
  at: string,
): Promise<CheckedOnTheBooks> {
  const booking = await getBooking(scope, input.bookingId);
  const record = await getRefundQuote(scope, input.quoteId);
  const { quote } = record;
  chooseRefundedTickets(
    booking,
    quote.granted.documents.map(({ number }) => number),
  );
  const before = await listRefundedBefore(scope, booking);
  const tickets = priceQuote(booking, partsOf(quote), before);
  const refund = { id: input.refundId, tickets, terms: toTerms(quote.terms), at };
  const plan = await planRefund(scope, booking, refund);
  if (!isSameMoney(plan.customer, record.customerAmount)) {
    throw new Refusal(
      "PRICE_CHANGED",
      "The refund comes to another amount by now: quote it anew.",
      {
        quoted: toMoneyJson(record.customerAmount).amount,
        now: toMoneyJson(plan.customer).amount,
      },
    );
  }
  await prepareEntry(scope, plan.posting, { partner: plan.partner });
  return { booking, record, tickets, plan };
}
