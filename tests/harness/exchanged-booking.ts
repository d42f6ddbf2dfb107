import { createCommitExchange } from "../../activities/exchange/commit-exchange";
import { newId } from "../../db/new-id";
import type { DatabaseHandle } from "../../db/pool";
import { getBooking } from "../../db/read/get-booking";
import { inTransaction } from "../../db/transaction";
import { insertExchangeQuote } from "../../db/write/exchanges";
import type { ExchangedJourney } from "../../domain/exchange/match-exchanged";
import { customerAmount } from "../../domain/exchange/post-exchanges";
import type { PricedDocument } from "../../domain/exchange/price-exchange";
import { fareOf } from "../../domain/exchange/price-exchange";
import { add, money, sum, zero } from "../../domain/money";
import type { ExchangeTicketsResult } from "../../temporal/contract/exchange";
import { now, today } from "./database";
import type { IssuableBooking } from "./issuable-booking";
import { asWorker, beginTestOperation, dependenciesOf } from "./issuable-booking";
import type { Ledger } from "./ledger";

let serial = 0;

/** Books an exchange of all tickets of an issued booking that stand, each for 1,000.00 more. */
export async function commitExchange(
  database: DatabaseHandle,
  { scope }: Ledger,
  { input }: IssuableBooking,
): Promise<ExchangeTicketsResult> {
  const booking = await getBooking(scope, input.bookingId);
  const standing = booking.tickets.filter(({ status }) => status === "ISSUED");
  const none = zero(booking.currency);
  const more = money(booking.currency, 100_000n);
  const flights = booking.segments
    .filter(({ statusCode }) => statusCode !== "XX")
    .map(({ segmentId: _id, number: _number, ...flight }) => ({ ...flight, flightNumber: "347" }));
  const all = flights.map((_, index) => index);
  const documents = standing.map((ticket): PricedDocument => {
    const { base, taxes, commission } = fareOf(booking, ticket);
    return {
      number: ticket.number,
      base: add(base, more),
      taxes,
      commission,
      fareDifference: more,
      taxDifference: none,
      penalty: none,
      commissionDifference: none,
      flights: all,
    };
  });
  const due = sum(
    booking.currency,
    documents.map(({ fareDifference }) => fareDifference),
  );
  const terms = { markUp: none, fee: { amount: none, vat: none }, residual: "refunded" } as const;
  const exchanges = documents.flatMap((priced, index) => {
    const ticket = standing[index];
    return ticket === undefined ? [] : [{ ticket, priced }];
  });
  const quoteId = newId("exchangeQuote");
  await inTransaction(scope, (transaction) =>
    insertExchangeQuote(transaction, {
      publicId: quoteId,
      booking,
      kind: "voluntary",
      priced: { documents, flights },
      entry: [],
      supplierQuote: {
        documentNumbers: documents.map(({ number }) => number),
        newTotal: booking.total,
        penalty: none,
        due,
      },
      customer: customerAmount(booking, exchanges, terms),
      expiresAt: now(),
      ...terms,
    }),
  );
  const request = {
    ...input,
    operationId: newId("operation"),
    exchangeId: newId("exchange"),
    quoteId,
    reason: "the customer flies later",
  };
  await beginTestOperation(scope, request, "exchange");
  const journey: ExchangedJourney = {
    flights,
    documents: documents.map(({ number }) => {
      serial += 1;
      return {
        oldNumber: number,
        numbers: [`996${serial.toString().padStart(10, "0")}`],
        checkDigit: "4",
        issuedOn: today(),
        issuingOffice: "DACTB2100",
        flights: all,
        fareBases: all.map(() => "YOW"),
      };
    }),
  };
  return asWorker(`exchange:${input.partner}:${input.bookingId}`).run(
    createCommitExchange(dependenciesOf(database)),
    request,
    journey,
  );
}
