import { connectToRest, toLostOutcome, unusable } from "../http/rest-connection";
import type { Refused, SupplierOutcome, SupplierRefusalReason, Undone } from "../outcome";
import type { CallOptions } from "../port";
import {
  findChild,
  listDescendants,
  readXml,
  textAt,
  type XmlElement,
  XmlError,
} from "../xml/read-xml";
import type { NdcClientConfig } from "./config";
import type { NdcMessage } from "./ndc-requests";
import { redactNdc } from "./redact-ndc";

export interface NdcConnection {
  /** The `Response` element of the answer. */
  call(
    call: { readonly message: NdcMessage; readonly xml: string; readonly isAct: boolean },
    options: CallOptions,
  ): Promise<SupplierOutcome<XmlElement>>;
  close(): void;
}

/** Airlines number their errors by IATA's code set 9321; what is not named here is `rejected`. */
const reasons: Readonly<Record<string, SupplierRefusalReason>> = {
  "111": "credentials_rejected",
  "129": "reservation_not_found",
  "303": "reservation_not_found",
  "325": "reservation_not_found",
  "395": "already_ticketed",
  "708": "payment_declined",
  ORDER_NOT_FOUND: "reservation_not_found",
  ORDER_PAID: "already_ticketed",
  OFFER_EXPIRED: "offer_expired",
  PRICE_CHANGED: "price_changed",
  VOID_WINDOW_CLOSED: "void_window_closed",
  NOT_REFUNDABLE: "not_refundable",
  NOT_EXCHANGEABLE: "not_exchangeable",
  PAYMENT_DECLINED: "payment_declined",
};
/** Something that was named is not there: what that is, the message says. */
const notFound = "913";
const namedIn: Readonly<Partial<Record<NdcMessage, SupplierRefusalReason>>> = {
  OfferPrice: "offer_expired",
  OrderCreate: "offer_expired",
  OrderQuote: "offer_expired",
  OrderChange: "offer_expired",
  OrderRetrieve: "reservation_not_found",
};
/** Their system failed, or was not there: that is no answer, and an act may be done or not. */
const faultCodes: ReadonlySet<string> = new Set(["304", "900", "901", "911"]);
/** Somebody else has changed the order: a new look at it helps. */
const versionConflict = "ORDER_VERSION_MISMATCH";
const conflictRetryMs = 1_000;

const replies: Readonly<Record<NdcMessage, string>> = {
  AirShopping: "IATA_AirShoppingRS",
  OfferPrice: "IATA_OfferPriceRS",
  OrderCreate: "IATA_OrderViewRS",
  OrderRetrieve: "IATA_OrderViewRS",
  OrderChange: "IATA_OrderViewRS",
  OrderReshop: "IATA_OrderReshopRS",
  OrderQuote: "IATA_OrderReshopRS",
  OrderCancel: "IATA_OrderCancelRS",
};

export function connectToNdc(config: NdcClientConfig): NdcConnection {
  const { endpoint, timeoutMs, onExchange, keyHeader, key } = config;
  const rest = connectToRest({ endpoint, redact: redactNdc, onExchange });
  return {
    call: async ({ message, xml, isAct }, { signal }) => {
      const result = await rest.call({
        operation: message,
        path: `/${message}`,
        headers: { "Content-Type": "application/xml; charset=utf-8", [keyHeader]: key },
        body: xml,
        signal,
        timeoutMs,
      });
      if (result.kind === "noAnswer") return toLostOutcome(result, isAct);
      if (result.status === 401 || result.status === 403) {
        return ndcRefused("credentials_rejected", `HTTP ${result.status}`, "the key is rejected");
      }
      const answer = parse(result.body);
      if (answer?.name !== replies[message]) {
        return toLostOutcome(unusable(`HTTP ${result.status} without ${replies[message]}`), isAct);
      }
      const failure = findFailure(answer, message, isAct);
      if (failure !== undefined) return failure;
      const response = findChild(answer, "Response");
      if (response !== undefined) return { kind: "done", value: response };
      return toLostOutcome(unusable("the answer has neither response nor error"), isAct);
    },
    close: rest.close,
  };
}

export function ndcRefused(reason: SupplierRefusalReason, code: string, text: string): Refused {
  return { kind: "refused", reason, supplierCode: code, supplierText: redactNdc(text) };
}

function findFailure(answer: XmlElement, message: NdcMessage, isAct: boolean): Undone | undefined {
  const [error] = [
    ...listDescendants(findChild(answer, "Errors"), "Error"),
    findChild(answer, "Error"),
  ];
  if (error === undefined) return undefined;
  const code = textAt(error, "Code") ?? "";
  const text = textAt(error, "DescText") ?? "";
  if (code === versionConflict) {
    return { kind: "notDone", message: text, retryAfterMs: conflictRetryMs };
  }
  if (faultCodes.has(code)) return toLostOutcome(unusable(`${code} ${text}`), isAct);
  if (code === notFound) return ndcRefused(namedIn[message] ?? "rejected", code, text);
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return ndcRefused(reason ?? "rejected", code, text);
}

function parse(xml: string): XmlElement | undefined {
  try {
    return readXml(xml);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
