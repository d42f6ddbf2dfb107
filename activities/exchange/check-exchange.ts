import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { ExchangeQuoteRecord } from "../../db/read/exchange-quotes";
import { getExchangeQuote } from "../../db/read/exchange-quotes";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import type { BookingRecord } from "../../domain/booking-record";
import { chooseExchangedTickets } from "../../domain/exchange/choose-exchanged-tickets";
import { toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { CheckedExchange, ExchangeTicketsInput } from "../../temporal/contract/exchange";
import type { LedgerDependencies } from "../dependencies";
import { planExchange, toTrialTickets } from "./plan-exchange";

/**
 * Tries an exchange on the books without writing it: a quote that has expired, tickets that cannot
 * be exchanged any more, a closed period are found before the supplier is asked, not after.
 */
export function createCheckExchange({ openPartner, now }: LedgerDependencies) {
  return async function checkExchange(
    input: ExchangeTicketsInput,
    /** Approved, a quote is as good as the supplier says: at another price it exchanges nothing. */
    { isApproved }: { readonly isApproved: boolean },
  ): Promise<CheckedExchange> {
    const scope = await openPartner(input.partner);
    const checkedAt = now();
    const quote = await getExchangeQuote(scope, input.quoteId);
    const booking = await getBooking(scope, input.bookingId);
    assertUnchanged(quote, booking);
    if (!isApproved) assertInTime(quote, checkedAt);
    const ticketNumbers = quote.priced.documents.map(({ number }) => number);
    chooseExchangedTickets(booking, ticketNumbers);
    await tryOnBooks(scope, { booking, quote, input, at: checkedAt });
    const { currency, minor } = quote.due;
    const amount = toMoneyJson({ currency, minor: minor < 0n ? -minor : minor });
    return { amount, ticketNumbers };
  };
}

function assertUnchanged(quote: ExchangeQuoteRecord, booking: BookingRecord): void {
  if (quote.status === "QUOTED" && quote.bookingVersion === booking.version) return;
  throw new Refusal(
    "EXCHANGE_QUOTE_EXPIRED",
    "The booking has changed since it was quoted. Ask for a new quote.",
    { quote_id: quote.publicId },
  );
}

function assertInTime({ publicId, expiresAt }: ExchangeQuoteRecord, now: string): void {
  if (Date.parse(now) < Date.parse(expiresAt)) return;
  throw new Refusal("EXCHANGE_QUOTE_EXPIRED", "The quote has expired. Ask for a new one.", {
    quote_id: publicId,
    expires_at: expiresAt,
  });
}

async function tryOnBooks(
  scope: PartnerDatabase,
  {
    booking,
    quote,
    input,
    at,
  }: {
    readonly booking: BookingRecord;
    readonly quote: ExchangeQuoteRecord;
    readonly input: ExchangeTicketsInput;
    readonly at: string;
  },
): Promise<void> {
  const partner = await getPartner(scope);
  const { posting, deferrals } = await planExchange(scope, {
    partner,
    booking,
    tickets: toTrialTickets(quote.priced, quote),
    terms: quote,
    operationId: input.operationId,
    at,
  });
  await prepareEntry(scope, posting, {
    partner,
    furtherAccounts: deferrals.map(({ recognisedAccount }) => recognisedAccount),
  });
}
