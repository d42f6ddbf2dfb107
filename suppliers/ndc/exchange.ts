import type {
  ExchangeQuote,
  ExchangeQuoteRequest,
  ExchangeRequest,
  ExchangeValue,
} from "../air-operations";
import { isWholly } from "../coupon-status";
import { asLook, describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import {
  findAt,
  findChild,
  listChildren,
  listDescendants,
  textAt,
  type XmlElement,
} from "../xml/read-xml";
import { ndcRefused } from "./ndc-connection";
import { acceptRequest, quoteItemsRequest } from "./ndc-requests";
import { getOrder, type Ndc, seen } from "./orders";
import {
  isOpen,
  type NdcOrder,
  need,
  needText,
  reading,
  readMoney,
  toReservation,
} from "./read-order";

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
    .filter((item) => item.passengerReferences.some((one) => passengers.includes(one)))
    .map(({ reference }) => ({ reference, retained: [] }));
  const xml = quoteItemsRequest(ndc.config, seen(order), items);
  const call = { message: "OrderReshop", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  if (answer.kind !== "done") return answer;
  return chooseQuote(answer.value, documentNumbers, residual);
}

/** An airline may offer the same journey twice: with the rest given back, and kept as an EMD. */
function chooseQuote(
  response: XmlElement,
  documentNumbers: readonly string[],
  residual: ExchangeQuoteRequest["residual"],
): SupplierOutcome<ExchangeQuote> {
  const all = reading(() =>
    listChildren(findAt(response, "ReshopResults", "ReshopOffers"), "Offer").map((offer) => ({
      type: listDescendants(offer, "DifferentialTypeCode")[0]?.text ?? "",
      quote: readQuote(offer, documentNumbers),
    })),
  );
  if (all.kind !== "done") return all;
  const given = all.value.filter(({ type }) => !keptTypes.has(type));
  const kept = all.value.filter(({ type }) => type === "Residual");
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
  const accept = {
    offerId: quote.reference ?? "",
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

function readQuote(offer: XmlElement, documentNumbers: readonly string[]): ExchangeQuote {
  const differential = need(findChild(offer, "ReshopDifferential"), "ReshopDifferential");
  const expiresAt = textAt(offer, "OfferExpirationTimeLimitDateTime");
  return {
    documentNumbers,
    newTotal: readMoney(need(findAt(differential, "NewOfferItem", "TotalAmount"), "NewOfferItem")),
    penalty: readMoney(need(findChild(differential, "PenaltyAmount"), "PenaltyAmount")),
    due: readMoney(need(findAt(differential, "ReshopDue", "TotalAmount"), "ReshopDue")),
    reference: needText(offer, "OfferID"),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
