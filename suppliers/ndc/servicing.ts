import { add, isSameMoney, negate, subtract, sum, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  DocumentCoupon,
  DocumentRefund,
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
} from "../air-operations";
import { isRefunded } from "../coupon-status";
import { asLook, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import { findChild, type XmlElement } from "../xml/read-xml";
import { ndcRefused } from "./ndc-connection";
import { acceptRequest } from "./ndc-requests";
import { parseQuoteReference } from "./offer-reference";
import { findUntold, getOrder, type Ndc, seen } from "./orders";
import { planPartRefund } from "./part-refund";
import { isOpen, type NdcDocument, type NdcOrder, paxOfItem } from "./read-order";
import { need, reading, readMoney, readTaxSum } from "./read-parts";
import {
  isUnchanged,
  readReshopOffers,
  type ReshopItem,
  type ReshopOffer,
  type ReshopTraveller,
} from "./read-reshop";
import { quoteCancelRequest, quoteItemsRequest } from "./reshop-requests";

/**
 * An order is given back whole: what is asked for must be all its open documents, EMDs included. An
 * airline that takes parts gives back items but for the services of the coupons that stay.
 */
export async function quoteRefund(
  ndc: Ndc,
  { recordLocator, documentNumbers, coupons }: RefundQuoteRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  const read = await getOrder(ndc, { recordLocator }, options);
  if (read.kind !== "done") return read;
  const order = read.value;
  const open = order.documents.filter(isOpen);
  if (open.length === 0) return ndcRefused("not_refundable", "", "the order has no open document");
  // A service is given back by itself, and nothing is bought for it: no exchange asks for that.
  const isServices = open
    .filter(({ number }) => documentNumbers.includes(number))
    .every(({ type }) => type === "emd");
  if (coupons !== undefined || isServices) {
    const part = { recordLocator, documentNumbers, coupons: coupons ?? [] };
    return quotePartRefund(ndc, order, part, options);
  }
  if (open.some(({ number }) => !documentNumbers.includes(number))) {
    return ndcRefused("not_refundable", "", "the airline refunds whole orders only");
  }
  const xml = quoteCancelRequest(ndc.config, seen(order));
  const call = { message: "OrderReshop", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  if (answer.kind !== "done") return answer;
  return readQuote(answer.value, order, open);
}

/** The offer that takes away and brings nothing: a reshop is answered with one of these. */
function readQuote(
  response: XmlElement,
  order: NdcOrder,
  asked: readonly NdcDocument[],
): SupplierOutcome<RefundQuote> {
  if (isUnchanged(response)) return ndcRefused("not_refundable", "", "the airline offers nothing");
  return reading(() => {
    const offer = readReshopOffers(response, (item) => paxOfItem(order, item)).find(({ items }) =>
      items.every(({ isAdded }) => !isAdded),
    );
    if (offer === undefined) throw new Refusal("PNR_INVALID", "The answer has no Offer.");
    return readRefundQuote(offer, order, asked);
  });
}

async function quotePartRefund(
  ndc: Ndc,
  order: NdcOrder,
  { documentNumbers, coupons }: Required<RefundQuoteRequest>,
  options: CallOptions,
): Promise<SupplierOutcome<RefundQuote>> {
  if (ndc.config.acceptsPartRefundBy === undefined) {
    return ndcRefused("not_supported", "", "the airline refunds whole orders only");
  }
  const items = planPartRefund(order, documentNumbers, coupons);
  if (items === undefined) {
    return ndcRefused("not_refundable", "", "the order does not show the services of the coupons");
  }
  const xml = quoteItemsRequest(ndc.config, seen(order), items);
  const call = { message: "OrderReshop", xml, isAct: false } as const;
  const answer = await ndc.connection.call(call, options);
  if (answer.kind !== "done") return answer;
  const asked = order.documents.filter(({ number }) => documentNumbers.includes(number));
  const quoted = readQuote(answer.value, order, asked);
  if (quoted.kind !== "done") return quoted;
  const documents = quoted.value.documents.map((one) => withCoupons(one, coupons));
  return { kind: "done", value: { ...quoted.value, documents } };
}

function withCoupons(document: DocumentRefund, coupons: readonly DocumentCoupon[]): DocumentRefund {
  const own = coupons.filter(({ number }) => number === document.number);
  return own.length === 0 ? document : { ...document, coupons: own };
}

/** Takes up the quote that was accepted; once it has expired nothing is refunded. */
export async function refund(
  ndc: Ndc,
  { recordLocator, quote }: RefundRequest,
  options: CallOptions,
): Promise<SupplierOutcome<RefundValue>> {
  const read = asLook(await getOrder(ndc, { recordLocator }, options));
  if (read.kind !== "done") return read;
  const order = read.value;
  if (quote.documents.every((document) => wasRefunded(order, document))) {
    return { kind: "done", value: { kind: "alreadyRefunded" } };
  }
  const numbers = quote.documents.map(({ number }) => number);
  const untold = findUntold(order, numbers);
  if (untold !== undefined) return untold;
  const given = new Set(
    quote.documents.filter(({ coupons }) => coupons === undefined).map(({ number }) => number),
  );
  const isPart = order.documents.filter(isOpen).some(({ number }) => !given.has(number));
  const whole = "AcceptCancelledOffer";
  const choice = isPart ? (ndc.config.acceptsPartRefundBy ?? whole) : whole;
  const accept = { offer: parseQuoteReference(quote.reference ?? ""), choice };
  const xml = acceptRequest(ndc.config, seen(order), accept);
  const call = { message: "OrderChange", xml, isAct: true } as const;
  const changed = await ndc.connection.call(call, options);
  if (changed.kind !== "done") return changed;
  return { kind: "done", value: { kind: "refunded", refund: quote } };
}

/** The document, or the coupons of it that the quote is for. */
function wasRefunded({ documents }: NdcOrder, { number, coupons }: DocumentRefund): boolean {
  const document = documents.find((one) => one.number === number);
  if (document === undefined) return false;
  if (coupons === undefined) return isRefunded(document);
  return coupons.every(({ coupon }) =>
    document.coupons.some((one) => one.coupon === coupon && one.status === "refunded"),
  );
}

/** By passenger and kind of document: the airline does not name the documents of an item. */
function readRefundQuote(
  { reference, expiresAt, items }: ReshopOffer,
  order: NdcOrder,
  asked: readonly NdcDocument[],
): RefundQuote {
  const documents = items.flatMap((item) =>
    item.travellers.map((traveller) =>
      readDocumentRefund(traveller, findDocument(item, traveller.paxId, order, asked)),
    ),
  );
  const [first] = documents;
  const covered = new Set(documents.map(({ number }) => number));
  if (first === undefined || covered.size < Math.max(asked.length, documents.length)) {
    throw new Refusal("PNR_INVALID", "The quote does not cover the documents.");
  }
  const { currency } = first.total;
  return {
    documents,
    total: sum(
      currency,
      documents.map(({ total }) => total),
    ),
    reference,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function findDocument(
  { orderItems }: ReshopItem,
  passenger: string,
  { items }: NdcOrder,
  asked: readonly NdcDocument[],
): NdcDocument {
  const isAncillary = items.some((item) => item.isAncillary && orderItems.includes(item.reference));
  const candidates = asked
    .filter(({ type }) => type === (isAncillary ? "emd" : "ticket"))
    .filter(({ passengerReference }) => passengerReference === passenger);
  const [document] = candidates;
  if (document === undefined || candidates.length > 1) {
    throw new Refusal("PNR_INVALID", `${passenger} has ${candidates.length} documents of an item.`);
  }
  return document;
}

/** What is given back is the difference with its sign changed, less what the airline keeps. */
function readDocumentRefund(
  { difference, penalty, due }: ReshopTraveller,
  { number }: NdcDocument,
): DocumentRefund {
  const price = need(difference, "PriceDifferential");
  const fare = negate(readMoney(need(findChild(price, "BaseAmount"), "BaseAmount")));
  const taxes = readTaxSum(price).map(({ code, amount }) => ({ code, amount: negate(amount) }));
  const total = negate(due);
  const taxTotal = sum(total.currency, [
    zero(total.currency),
    ...taxes.map(({ amount }) => amount),
  ]);
  if (!isSameMoney(subtract(add(fare, taxTotal), penalty), total)) {
    throw new Refusal("FARE_UNBALANCED", `The refund of ${number} does not add up.`);
  }
  return { number, fare, taxes, penalty, total };
}
