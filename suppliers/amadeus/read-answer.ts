import type { HttpResult } from "../http/exchange-http";
import { findChild, readXml, textAt, type XmlElement, XmlError } from "../xml/read-xml";
import type { AmadeusOperation } from "./config";
import { readSessionHeader, type SessionState } from "./session-header";
import { readSoapFault, type SoapFault } from "./soap-fault";

/** How one SOAP call went. */
export type CallResult =
  | {
      readonly kind: "reply";
      readonly reply: XmlElement;
      readonly session: SessionState | undefined;
    }
  | {
      readonly kind: "fault";
      readonly fault: SoapFault;
      readonly session: SessionState | undefined;
    }
  /** Nothing that answers this request came back; `sent` says whether the request may be there. */
  | { readonly kind: "noAnswer"; readonly sent: boolean; readonly message: string };

const replyElements: Readonly<Record<AmadeusOperation, string>> = {
  Fare_MasterPricerTravelBoardSearch: "Fare_MasterPricerTravelBoardSearchReply",
  Fare_InformativePricingWithoutPNR: "Fare_InformativePricingWithoutPNRReply",
  Air_SellFromRecommendation: "Air_SellFromRecommendationReply",
  PNR_AddMultiElements: "PNR_Reply",
  Fare_PricePNRWithBookingClass: "Fare_PricePNRWithBookingClassReply",
  Ticket_CreateTSTFromPricing: "Ticket_CreateTSTFromPricingReply",
  PNR_Retrieve: "PNR_Reply",
  PNR_Cancel: "PNR_Reply",
  DocIssuance_IssueTicket: "DocIssuance_IssueTicketReply",
  Ticket_CancelDocument: "Ticket_CancelDocumentReply",
  Ticket_ProcessEDoc: "Ticket_ProcessEDocReply",
  Ticket_InitRefund: "AMA_TicketInitRefundRS",
  Ticket_ProcessRefund: "AMA_TicketProcessRefundRS",
  Ticket_IgnoreRefund: "AMA_TicketIgnoreRefundRS",
  Ticket_RepricePNRWithBookingClass: "Ticket_RepricePNRWithBookingClassReply",
  Ticket_ReissueConfirmedPricing: "Ticket_ReissueConfirmedPricingReply",
  Security_SignOut: "Security_SignOutReply",
};

/** What a search by name answers where it finds several. */
const listElements: Readonly<Partial<Record<AmadeusOperation, string>>> = {
  PNR_Retrieve: "PNR_List",
};

export interface AskedFor {
  readonly operation: AmadeusOperation;
  readonly messageId: string;
  /** Of the conversation, where one is open. */
  readonly sessionId: string | undefined;
}

/**
 * What an HTTP answer says to a request. On a kept connection an answer that was written twice
 * arrives as the answer to the next request, so one that belongs to another is no answer.
 */
export function readAnswer(
  http: HttpResult,
  { operation, messageId, sessionId }: AskedFor,
): CallResult {
  if (http.kind === "failed") return { kind: "noAnswer", sent: http.sent, message: http.message };
  const unusable = (message: string): CallResult => {
    http.discard();
    return { kind: "noAnswer", sent: true, message };
  };
  const envelope = parseEnvelope(http.body);
  if (typeof envelope === "string") return unusable(`HTTP ${http.status}, ${envelope}`);
  const header = findChild(envelope, "Header");
  const relatesTo = textAt(header, "RelatesTo") ?? messageId;
  const answeredSession = textAt(header, "Session", "SessionId") ?? sessionId;
  if (relatesTo !== messageId || (sessionId !== undefined && answeredSession !== sessionId)) {
    return unusable("the answer belongs to another request");
  }
  const body = findChild(envelope, "Body");
  const session = openSession(header);
  const fault = readSoapFault(body);
  if (fault !== undefined) return { kind: "fault", fault, session };
  const reply =
    findChild(body, replyElements[operation]) ?? findChild(body, listElements[operation] ?? "");
  if (reply === undefined || http.status >= 400) {
    return unusable(`HTTP ${http.status} without a ${replyElements[operation]}`);
  }
  return { kind: "reply", reply, session };
}

function parseEnvelope(xml: string): XmlElement | string {
  try {
    const envelope = readXml(xml);
    return envelope.name === "Envelope" ? envelope : `<${envelope.name}> is no SOAP envelope`;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return `malformed XML: ${error.message}`;
  }
}

/** A conversation that goes on after this answer. */
function openSession(header: XmlElement | undefined): SessionState | undefined {
  const read = readSessionHeader(header);
  return read === undefined || read.step === "End" ? undefined : read.session;
}
