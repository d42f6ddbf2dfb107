import { add, isSameMoney, money, subtract, sum } from "../../domain/money";
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
import { findAt, findChild, listChildren, textAt, type XmlElement } from "../xml/read-xml";
import { ndcRefused } from "./ndc-connection";
import { acceptRequest, quoteCancelRequest, quoteItemsRequest } from "./ndc-requests";
import { getOrder, type Ndc, seen } from "./orders";
import { planPartRefund } from "./part-refund";
import {
  isOpen,
  type NdcDocument,
  type NdcOrder,
  need,
  needText,
  reading,
  readMoney,
  readTaxes,
} from "./read-order";

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
  return reading(() => readRefundQuote(findOffer(answer.value), order, open));
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
  return reading(() => {
    const quote = readRefundQuote(findOffer(answer.value), order, asked);
    return { ...quote, documents: quote.documents.map((one) => withCoupons(one, coupons)) };
  });
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
  const given = new Set(
    quote.documents.filter(({ coupons }) => coupons === undefined).map(({ number }) => number),
  );
  const isPart = order.documents.filter(isOpen).some(({ number }) => !given.has(number));
  const whole = "AcceptCancelledOffer";
  const choice = isPart ? (ndc.config.acceptsPartRefundBy ?? whole) : whole;
  const accept = { offerId: quote.reference ?? "", choice };
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

/** The one offer that a reshop is answered with. */
function findOffer(response: XmlElement): XmlElement {
  return need(findAt(response, "ReshopResults", "ReshopOffers", "Offer"), "Offer");
}

/** By passenger and kind of document: the airline does not name the documents of an item. */
function readRefundQuote(
  offer: XmlElement,
  order: NdcOrder,
  asked: readonly NdcDocument[],
): RefundQuote {
  const documents = listChildren(offer, "DeleteOrderItem").map((deleted): DocumentRefund => {
    const passenger = needText(deleted, "PaxRefID");
    const item = order.items.find(
      ({ reference }) => reference === textAt(deleted, "OrderItemRefID"),
    );
    const type = item?.isAncillary === true ? "emd" : "ticket";
    const candidates = asked.filter(
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
  if (first === undefined || documents.length < asked.length) {
    throw new Refusal("PNR_INVALID", "The quote does not cover the documents.");
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
