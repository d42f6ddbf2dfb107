import { add, isSameMoney, subtract, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  ExchangeQuote,
  ExchangeQuoteRequest,
  ExchangeRequest,
  ExchangeValue,
  OfferedFlight,
} from "../air-operations";
import { isWholly } from "../coupon-status";
import { asLook, describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { findChild, type XmlElement } from "../xml/read-xml";
import { ndcRefused } from "./ndc-connection";
import { acceptRequest, quoteOfferRequest } from "./ndc-requests";
import { parseQuoteReference } from "./offer-reference";
import { findUntold, getOrder, type Ndc, seen } from "./orders";
import { readFlights } from "./read-offers";
import { isOpen, type NdcOrder, paxOfItem, toReservation } from "./read-order";
import { reading } from "./read-parts";
import { isUnchanged, readReshopOffers, type ReshopOffer } from "./read-reshop";
import { quoteExchangeRequest } from "./reshop-requests";

/** Prices the tickets' items anew; which journey the new items are for, the order says. */
export async function quoteExchange(
  ndc: Ndc,
  { recordLocator, documentNumbers, residual }: ExchangeQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<ExchangeQuote>> {
  const read = await getOrder(ndc, { recordLocator }, options);
  if (read.kind !== "done") return read;
  const order = read.value;
  const passengers = order.documents
    .filter((document) => documentNumbers.includes(document.number) && isOpen(document))
    .map(({ passengerReference }) => passengerReference);
  if (passengers.length < documentNumbers.length) {
    return ndcRefused("not_exchangeable", "", "a document is not open, or not in the order");
  }
  const items = order.items
    .filter(({ isAncillary }) => !isAncillary)
    .filter((item) => item.passengerReferences.some((one) => passengers.includes(one)));
  const xml = quoteExchangeRequest(ndc.config, seen(order), {
    items: items.map(({ reference }) => reference),
    flights: order.segments,
  });
  const call = { message: "OrderReshop", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  if (answer.kind !== "done") return answer;
  if (isUnchanged(answer.value)) {
    return ndcRefused("not_exchangeable", "", "the airline offers nothing");
  }
  const asked = { passengers, documentNumbers, residual };
  const offered = readBestQuote(answer.value, order, asked);
  return offered.kind === "done" && ndc.config.quotesExchangesBy === "OrderQuote"
    ? confirmQuote(ndc, order, { quote: offered.value, asked }, options)
    : offered;
}

/** The offer as it can be taken up, under a name and at a price of its own. */
async function confirmQuote(
  { config, connection }: Ndc,
  order: NdcOrder,
  { quote, asked }: { readonly quote: ExchangeQuote; readonly asked: Asked },
  options: CallOptions,
): Promise<SupplierOutcome<ExchangeQuote>> {
  const xml = quoteOfferRequest(config, seen(order), parseQuoteReference(quote.reference ?? ""));
  const call = { message: "OrderQuote", xml, isAct: false } as const;
  const answer = await connection.call(call, options);
  if (answer.kind !== "done") return answer;
  if (isUnchanged(answer.value)) return { kind: "done", value: quote };
  return readBestQuote(answer.value, order, asked);
}

function readBestQuote(
  response: XmlElement,
  order: NdcOrder,
  asked: Asked,
): SupplierOutcome<ExchangeQuote> {
  const quotes = reading(() => readQuotes(response, order, asked));
  return quotes.kind === "done" ? chooseQuote(quotes.value, asked.residual) : quotes;
}

interface Asked {
  readonly passengers: readonly string[];
  readonly documentNumbers: readonly string[];
  readonly residual: ExchangeQuoteRequest["residual"];
}

interface TypedQuote {
  /** What becomes of the difference, item by item. */
  readonly types: ReadonlySet<string>;
  readonly quote: ExchangeQuote;
}

/** An airline may offer other flights besides: those are not what was asked for. */
function readQuotes(response: XmlElement, order: NdcOrder, asked: Asked): TypedQuote[] {
  const lists = findChild(response, "DataLists");
  const wanted = JSON.stringify(order.segments.map(describeFlight));
  const isWanted = (offer: XmlElement) =>
    JSON.stringify(readFlights(offer, lists).map(describeFlight)) === wanted;
  return readReshopOffers(response, (item) => paxOfItem(order, item), isWanted)
    .filter((offer) => offer.items.some(({ isAdded }) => isAdded))
    .map((offer) => ({
      types: new Set(offer.items.map(({ type }) => type).filter((type) => type !== "")),
      quote: readQuote(offer, asked),
    }));
}

function describeFlight(flight: OfferedFlight): string {
  const { carrierCode, flightNumber, originAirport, departsLocal } = flight;
  return [carrierCode, flightNumber, originAirport, departsLocal].join(" ");
}

/** The same journey may be offered twice: with the rest given back, and kept as an EMD. */
function chooseQuote(
  quotes: readonly TypedQuote[],
  residual: ExchangeQuoteRequest["residual"],
): SupplierOutcome<ExchangeQuote> {
  if (quotes.length === 0) {
    return ndcRefused("not_exchangeable", "", "the airline does not offer these flights");
  }
  const given = quotes.filter(({ types }) => ![...types].some((type) => keptTypes.has(type)));
  // A balance of one traveller is not paid out of what is kept for another.
  const kept = quotes.filter(
    ({ types }) =>
      types.has("Residual") &&
      [...types].every((type) => type === "Residual" || type === "EvenExchange"),
  );
  const even = given.filter(({ quote }) => quote.due.minor >= 0n);
  const [chosen] = residual === "emd" ? [...kept, ...even] : given;
  if (chosen !== undefined) return { kind: "done", value: chosen.quote };
  return ndcRefused(
    "not_supported",
    "",
    residual === "emd"
      ? "the airline does not keep the residual value as an EMD"
      : "the airline does not give the residual value back",
  );
}

/** Of a differential (IATA): what the airline keeps for later use. */
const keptTypes: ReadonlySet<string> = new Set(["Residual", "AddColAndResidual", "Reusable"]);

/**
 * Takes the quote up and pays what it asks: the airline exchanges at that amount or not at all. A
 * residual value it keeps track of itself, so that nothing is paid then.
 */
export async function exchange(
  ndc: Ndc,
  { recordLocator, quote }: ExchangeRequest,
  options: CallOptions,
): Promise<SupplierOutcome<ExchangeValue>> {
  const read = asLook(await getOrder(ndc, { recordLocator }, options));
  if (read.kind !== "done") return read;
  const order = read.value;
  if (areExchanged(order, quote)) {
    return { kind: "done", value: { kind: "alreadyExchanged", reservation: toReservation(order) } };
  }
  const untold = findUntold(order, quote.documentNumbers);
  if (untold !== undefined) return untold;
  const accept = {
    offer: parseQuoteReference(quote.reference ?? ""),
    choice: "AcceptSelectedQuotedOfferList",
    ...(quote.due.minor > 0n ? { payment: quote.due } : {}),
  } as const;
  const xml = acceptRequest(ndc.config, seen(order), accept);
  const call = { message: "OrderChange", xml, isAct: true } as const;
  const changed = await ndc.connection.call(call, options);
  if (changed.kind !== "done") return changed;
  const after = await getOrder(ndc, { recordLocator }, options);
  if (after.kind !== "done") {
    return { kind: "unknown", message: `exchanged, but ${describeUndone(after)}` };
  }
  return newTickets(order, after.value) >= quote.documentNumbers.length
    ? { kind: "done", value: { kind: "exchanged", reservation: toReservation(after.value) } }
    : { kind: "unknown", message: "exchanged, but the order does not show the new documents" };
}

function areExchanged(order: NdcOrder, { documentNumbers }: ExchangeQuote): boolean {
  return documentNumbers.every((number) => {
    const document = order.documents.find((one) => one.number === number);
    return document !== undefined && isWholly(document, "exchanged");
  });
}

/** Tickets of other passengers stay as they are: those count that were not there before. */
function newTickets(before: NdcOrder, after: NdcOrder): number {
  const known = new Set(before.documents.map(({ number }) => number));
  return after.documents.filter(
    (document) => document.type === "ticket" && isOpen(document) && !known.has(document.number),
  ).length;
}

function readQuote(
  { reference, expiresAt, items }: ReshopOffer,
  { passengers, documentNumbers }: Asked,
): ExchangeQuote {
  const travellers = items.flatMap((item) => item.travellers);
  const [first] = travellers;
  const named = new Set(travellers.map(({ paxId }) => paxId));
  if (first === undefined || passengers.some((one) => !named.has(one))) {
    throw new Refusal("PNR_INVALID", "The quote does not cover the documents.");
  }
  if (named.size > passengers.length) {
    throw new Refusal("PNR_INVALID", "The quote is for other travellers too.");
  }
  for (const { paxId, oldTotal, newTotal, penalty, due } of travellers) {
    if (oldTotal === undefined) continue;
    if (!isSameMoney(add(subtract(newTotal, oldTotal), penalty), due)) {
      throw new Refusal("FARE_UNBALANCED", `The exchange of ${paxId} does not add up.`);
    }
  }
  const { currency } = first.due;
  const sumOf = (part: "newTotal" | "penalty" | "due") =>
    sum(
      currency,
      travellers.map((traveller) => traveller[part]),
    );
  return {
    documentNumbers,
    newTotal: sumOf("newTotal"),
    penalty: sumOf("penalty"),
    due: sumOf("due"),
    reference,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
