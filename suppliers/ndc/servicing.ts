import { add, isSameMoney, money, subtract, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  DocumentRefund,
  ExchangeQuote,
  ExchangeQuoteRequest,
  ExchangeRequest,
  ExchangeValue,
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
} from "../air-operations";
import { isWholly } from "../coupon-status";
import { describeUndone, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { findAt, findChild, listChildren, textAt, type XmlElement } from "../xml/read-xml";
import { ndcRefused } from "./ndc-connection";
import { acceptRequest, quoteCancelRequest, quoteExchangeRequest } from "./ndc-requests";
import { getOrder, type Ndc, retrieve, seen } from "./orders";
import {
  isOpen,
  type NdcOrder,
  need,
  needText,
  reading,
  readMoney,
  readTaxes,
  toReservation,
} from "./read-order";

/** An order is given back whole: what is asked for must be all its open documents, EMDs included. */
export async function quoteRefund(
  ndc: Ndc,
  { recordLocator, documentNumbers }: RefundQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const read = await getOrder(ndc, { recordLocator }, options);
  if (read.kind !== "done") return read;
  const order = read.value;
  const open = order.documents.filter(isOpen);
  if (open.length === 0) return ndcRefused("not_refundable", "", "the order has no open document");
  if (open.some(({ number }) => !documentNumbers.includes(number))) {
    return ndcRefused("not_refundable", "", "the airline refunds whole orders only");
  }
  const xml = quoteCancelRequest(ndc.config, seen(order));
  const call = { message: "OrderReshop", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  if (answer.kind !== "done") return answer;
  return reading(() => readRefundQuote(findOffer(answer.value), order));
}

/** Takes up the quote that was accepted; once it has expired nothing is refunded. */
export async function refund(
  ndc: Ndc,
  { recordLocator, quote }: RefundRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundValue>> {
  const read = await getOrder(ndc, { recordLocator }, options);
  if (read.kind !== "done") return read;
  const order = read.value;
  const documents = quote.documents.map(({ number }) =>
    order.documents.find((document) => document.number === number),
  );
  if (documents.every((document) => document !== undefined && isWholly(document, "refunded"))) {
    return { kind: "done", value: { kind: "alreadyRefunded" } };
  }
  const accept = { offerId: quote.reference ?? "", choice: "cancellation" } as const;
  const xml = acceptRequest(ndc.config, seen(order), accept);
  const call = { message: "OrderChange", xml, isAct: true } as const;
  const changed = await ndc.connection.call(call, options);
  if (changed.kind !== "done") return changed;
  return { kind: "done", value: { kind: "refunded", refund: quote } };
}

/** Prices the tickets' items anew; which journey the new items are for, the order says. */
export async function quoteExchange(
  ndc: Ndc,
  { recordLocator, documentNumbers }: ExchangeQuoteRequest,
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
    .map(({ reference }) => reference);
  const xml = quoteExchangeRequest(ndc.config, seen(order), items);
  const call = { message: "OrderReshop", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  if (answer.kind !== "done") return answer;
  return reading(() => readExchangeQuote(findOffer(answer.value), documentNumbers));
}

export async function exchange(
  ndc: Ndc,
  { recordLocator, quote }: ExchangeRequest,
  options: CallOptions,
): Promise<SupplierOutcome<ExchangeValue>> {
  const read = await getOrder(ndc, { recordLocator }, options);
  if (read.kind !== "done") return read;
  const order = read.value;
  if (areExchanged(order, quote)) {
    return { kind: "done", value: { kind: "alreadyExchanged", reservation: toReservation(order) } };
  }
  const accept = { offerId: quote.reference ?? "", choice: "exchange" } as const;
  const xml = acceptRequest(ndc.config, seen(order), accept);
  const call = { message: "OrderChange", xml, isAct: true } as const;
  const changed = await ndc.connection.call(call, options);
  if (changed.kind !== "done") return changed;
  const after = await retrieve(ndc, { recordLocator }, options);
  if (after.kind !== "done") {
    return { kind: "unknown", message: `exchanged, but ${describeUndone(after)}` };
  }
  return after.value.documents.length >= quote.documentNumbers.length
    ? { kind: "done", value: { kind: "exchanged", reservation: after.value } }
    : { kind: "unknown", message: "exchanged, but the order does not show the new documents" };
}

function areExchanged(order: NdcOrder, { documentNumbers }: ExchangeQuote): boolean {
  return documentNumbers.every((number) => {
    const document = order.documents.find((one) => one.number === number);
    return document !== undefined && isWholly(document, "exchanged");
  });
}

function findOffer(response: XmlElement): XmlElement {
  return need(findAt(response, "ReshopResults", "ReshopOffers", "Offer"), "Offer");
}

/** By passenger and kind of document: the airline does not name the documents of an item. */
function readRefundQuote(offer: XmlElement, order: NdcOrder): RefundQuote {
  const open = order.documents.filter(isOpen);
  const documents = listChildren(offer, "DeleteOrderItem").map((deleted): DocumentRefund => {
    const passenger = needText(deleted, "PaxRefID");
    const item = order.items.find(
      ({ reference }) => reference === textAt(deleted, "OrderItemRefID"),
    );
    const type = item?.isAncillary === true ? "emd" : "ticket";
    const candidates = open.filter(
      (document) => document.passengerReference === passenger && document.type === type,
    );
    const [document] = candidates;
    if (document === undefined || candidates.length > 1) {
      throw new Refusal(
        "PNR_INVALID",
        `${passenger} has ${candidates.length} documents of an item.`,
      );
    }
    return readDocumentRefund(
      need(findChild(deleted, "ReshopDifferential"), "ReshopDifferential"),
      document.number,
    );
  });
  const [first] = documents;
  if (first === undefined || documents.length < open.length) {
    throw new Refusal("PNR_INVALID", "The quote does not cover the order's documents.");
  }
  const { currency } = first.total;
  const expiresAt = textAt(offer, "OfferExpirationTimeLimitDateTime");
  return {
    documents,
    total: sum(
      currency,
      documents.map(({ total }) => total),
    ),
    reference: needText(offer, "OfferID"),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function readDocumentRefund(differential: XmlElement, number: string): DocumentRefund {
  const original = need(findChild(differential, "OriginalOrderItem"), "OriginalOrderItem");
  const fare = readMoney(need(findChild(original, "BaseAmount"), "BaseAmount"));
  const taxes = readTaxes(findChild(original, "TaxSummary"));
  const penalty = readMoney(need(findChild(differential, "PenaltyAmount"), "PenaltyAmount"));
  const total = readMoney(need(findAt(differential, "ReshopDue", "TotalAmount"), "TotalAmount"));
  const none = money(total.currency, 0n);
  const taxTotal = sum(total.currency, [none, ...taxes.map(({ amount }) => amount)]);
  if (!isSameMoney(subtract(add(fare, taxTotal), penalty), total)) {
    throw new Refusal("FARE_UNBALANCED", `The refund of ${number} does not add up.`);
  }
  return { number, fare, taxes, penalty, total };
}

function readExchangeQuote(offer: XmlElement, documentNumbers: readonly string[]): ExchangeQuote {
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
