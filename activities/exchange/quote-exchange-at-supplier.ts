import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { findExchangeQuote } from "../../db/read/exchange-quotes";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { NewExchangeQuote } from "../../db/write/exchanges";
import { insertExchangeQuote } from "../../db/write/exchanges";
import { succeedOperation } from "../../db/write/operations";
import type { BookingRecord } from "../../domain/booking-record";
import { chooseExchangedTickets } from "../../domain/exchange/choose-exchanged-tickets";
import type { ExchangeTerms } from "../../domain/exchange/post-exchanges";
import type { PricedExchange } from "../../domain/exchange/price-exchange";
import { priceExchange } from "../../domain/exchange/price-exchange";
import { assertResidualsOnly } from "../../domain/exchange/residual-emds";
import { formatAmount, parseMoney, toMoneyJson, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import { withoutServices } from "../../domain/reservation";
import { partOfTickets } from "../../domain/split/booking-parts";
import type { ExchangeQuote } from "../../suppliers/air-operations";
import type { QuoteExchangeInput, QuoteExchangeResult } from "../../temporal/contract/exchange";
import { toActContext } from "../act-context";
import type { SupplierDependencies } from "../dependencies";
import { readSupplier } from "../ticket/read-supplier";
import { toRefusal } from "../ticket/supplier-refusals";
import { planExchange, toTrialTickets } from "./plan-exchange";

/** How long a price is held on to where the supplier does not say. */
const quoteLifeMs = 3_600_000;

/**
 * Asks the supplier what an exchange costs, tries it on the books and keeps the quote. Nothing is
 * left behind at the supplier: safe to repeat.
 */
export function createQuoteExchangeAtSupplier(dependencies: SupplierDependencies) {
  return async function quoteExchangeAtSupplier(
    input: QuoteExchangeInput,
  ): Promise<QuoteExchangeResult> {
    const scope = await dependencies.openPartner(input.partner);
    const result = { quoteId: input.quoteId, bookingId: input.bookingId };
    if ((await findExchangeQuote(scope, input.quoteId)) !== undefined) return result;
    const booking = await getBooking(scope, input.bookingId);
    const { quote, reservation, priced } = await askPrice(dependencies, scope, booking, input);
    assertFree(input, quote);
    const now = dependencies.now();
    const terms = toTerms(booking, input);
    const { entry, customer } = await tryOnBooks(scope, { booking, priced, terms, input, now });
    await keep(dependencies, scope, input, {
      publicId: input.quoteId,
      booking,
      kind: input.kind,
      priced,
      entry,
      supplierQuote: quote,
      customer,
      expiresAt: quote.expiresAt ?? expiryOf(reservation, now),
      ...terms,
    });
    return result;
  };
}

async function askPrice(
  dependencies: SupplierDependencies,
  scope: PartnerDatabase,
  whole: BookingRecord,
  { ticketNumbers, gdsProviderCode, residual }: QuoteExchangeInput,
): Promise<{
  readonly quote: ExchangeQuote;
  readonly reservation: Reservation;
  readonly priced: PricedExchange;
}> {
  const { tickets } = chooseExchangedTickets(
    whole,
    ticketNumbers.length === 0 ? "all" : ticketNumbers,
  );
  const booking = partOfTickets(whole, tickets);
  const recordLocator = booking.reservation?.recordLocator;
  if (recordLocator === undefined) {
    throw new Refusal("TICKET_NOT_EXCHANGEABLE", "The booking has no reservation at a supplier.");
  }
  const supplier = await dependencies.openSupplier(scope, gdsProviderCode);
  const isKept = residual === "emd";
  if (isKept && !supplier.capabilities.keepsResidual) throw residualNotKept();
  const request = {
    recordLocator,
    documentNumbers: tickets.map(({ number }) => number),
    ...(isKept ? { residual } : {}),
  };
  const quote = await readSupplier((options) => supplier.quoteExchange(request, options));
  const reservation = await readSupplier((options) =>
    supplier.retrieve({ recordLocator }, options),
  );
  const priced = priceExchange(booking, tickets, withoutServices(reservation), quote);
  if (isKept) assertResidualsOnly(priced.documents);
  return { quote, reservation, priced };
}

function residualNotKept(): Refusal {
  return toRefusal({
    kind: "refused",
    reason: "not_supported",
    supplierCode: "",
    supplierText: "it issues no EMD for a residual value",
  });
}

/** The airline's own change costs the passenger nothing. */
function assertFree({ kind }: QuoteExchangeInput, { due, penalty }: ExchangeQuote): void {
  if (kind === "voluntary" || (penalty.minor === 0n && due.minor <= 0n)) return;
  throw new Refusal(
    "TICKET_NOT_EXCHANGEABLE",
    "The supplier asks money for the exchange: have it waived there, or exchange voluntarily.",
    { due: formatAmount(due), penalty: formatAmount(penalty), currency: due.currency },
  );
}

function toTerms({ currency }: BookingRecord, input: QuoteExchangeInput): ExchangeTerms {
  const none = zero(currency);
  return {
    markUp: input.markUp === null ? none : parseMoney(input.markUp),
    fee:
      input.fee === null
        ? { amount: none, vat: none }
        : { amount: parseMoney(input.fee.amount), vat: parseMoney(input.fee.vat) },
    residual: input.residual,
  };
}

/** The reservation has to be ticketed by then, and the price is of today. */
function expiryOf({ ticketingDeadlineAt }: Reservation, now: string): string {
  const ours = new Date(Date.parse(now) + quoteLifeMs).toISOString();
  const theirs = ticketingDeadlineAt;
  return theirs !== undefined && theirs > now && theirs < ours ? theirs : ours;
}

async function tryOnBooks(
  scope: PartnerDatabase,
  {
    booking,
    priced,
    terms,
    input,
    now,
  }: {
    readonly booking: BookingRecord;
    readonly priced: PricedExchange;
    readonly terms: ExchangeTerms;
    readonly input: QuoteExchangeInput;
    readonly now: string;
  },
): Promise<Pick<NewExchangeQuote, "entry" | "customer">> {
  const partner = await getPartner(scope);
  const plan = await planExchange(scope, {
    partner,
    booking,
    tickets: toTrialTickets(priced, terms),
    terms,
    operationId: input.operationId,
    at: now,
  });
  const { built } = await prepareEntry(scope, plan.posting, {
    partner,
    furtherAccounts: plan.deferrals.map(({ recognisedAccount }) => recognisedAccount),
  });
  return {
    customer: plan.customer,
    entry: built.lines.map(({ account, side, transaction }) => ({
      account,
      side,
      amount: toMoneyJson(transaction),
    })),
  };
}

async function keep(
  { now, observer }: SupplierDependencies,
  scope: PartnerDatabase,
  input: QuoteExchangeInput,
  quote: NewExchangeQuote,
): Promise<void> {
  const at = toDateTime(now());
  await inTransaction(
    scope,
    async (transaction) => {
      await insertExchangeQuote(transaction, quote);
      const payload = {
        booking_id: input.bookingId,
        ticket_numbers: quote.priced.documents.map(({ number }) => number),
        due: formatAmount(quote.supplierQuote.due),
        currency: quote.customer.currency,
        kind: quote.kind,
      };
      const target = { targetType: "exchange_quote", targetId: quote.publicId };
      await writeAudit(
        transaction,
        toActContext(input.context),
        [{ type: "exchange.quoted", ...target, payload }],
        at,
      );
      await succeedOperation(transaction, input.operationId, {
        stage: "quoted",
        result: { quoteId: input.quoteId, bookingId: input.bookingId },
        at,
      });
    },
    observer,
  );
}
