import type { AmadeusOperation } from "../config";
import { headerSchemas } from "./header-schemas";
import { messageNamespaces } from "./namespaces";
import { pnrSchemas } from "./pnr-schemas";
import { sellingSchemas } from "./selling-schemas";
import { servicingSchemas } from "./servicing-schemas";
import { ticketingSchemas } from "./ticketing-schemas";

interface OperationShape {
  readonly name: AmadeusOperation;
  readonly request: keyof typeof messageNamespaces;
  /** Where it is not the operation's name. */
  readonly requestElement?: string;
  readonly reply: keyof typeof messageNamespaces;
  readonly replyElement: string;
  /** Where it is not made of the request's namespace. */
  readonly action?: string;
}

const operations: readonly OperationShape[] = [
  toReplyNamed("Fare_MasterPricerTravelBoardSearch", "search", "searchReply"),
  toReplyNamed("Fare_InformativePricingWithoutPNR", "priceOffer", "priceOfferReply"),
  toReplyNamed("Air_SellFromRecommendation", "sell", "sellReply"),
  {
    name: "PNR_AddMultiElements",
    request: "addElements",
    reply: "pnrReply",
    replyElement: "PNR_Reply",
  },
  toReplyNamed("Fare_PricePNRWithBookingClass", "pricePnr", "pricePnrReply"),
  toReplyNamed("Ticket_CreateTSTFromPricing", "createTst", "createTstReply"),
  { name: "PNR_Retrieve", request: "pnrRetrieve", reply: "pnrReply", replyElement: "PNR_Reply" },
  { name: "PNR_Cancel", request: "pnrCancel", reply: "pnrReply", replyElement: "PNR_Reply" },
  {
    name: "DocIssuance_IssueTicket",
    request: "issueTicket",
    reply: "issueTicketReply",
    replyElement: "DocIssuance_IssueTicketReply",
  },
  {
    name: "Ticket_CancelDocument",
    request: "cancelDocument",
    reply: "cancelDocumentReply",
    replyElement: "Ticket_CancelDocumentReply",
  },
  {
    name: "Ticket_ProcessEDoc",
    request: "displayDocument",
    reply: "displayDocumentReply",
    replyElement: "Ticket_ProcessEDocReply",
  },
  toRefundOperation("Ticket_InitRefund", "AMA_TicketInitRefund"),
  toRefundOperation("Ticket_ProcessRefund", "AMA_TicketProcessRefund"),
  toRefundOperation("Ticket_IgnoreRefund", "AMA_TicketIgnoreRefund"),
  {
    name: "Ticket_RepricePNRWithBookingClass",
    request: "reprice",
    reply: "repriceReply",
    replyElement: "Ticket_RepricePNRWithBookingClassReply",
  },
  {
    name: "Ticket_ReissueConfirmedPricing",
    request: "reissue",
    reply: "reissueReply",
    replyElement: "Ticket_ReissueConfirmedPricingReply",
  },
  {
    name: "Security_SignOut",
    request: "signOut",
    reply: "signOutReply",
    replyElement: "Security_SignOutReply",
  },
];

/** Names that soap's generated client and server are addressed by. */
export const serviceName = "AmadeusWebServices";
export const portName = "AmadeusWebServicesPort";

/** The WSDL that is used where a partner names none, with a placeholder as its address. */
export const embeddedWsdl = buildWsdl("https://webservices.amadeus.invalid/");

/**
 * A WSDL of our own making, with minimal schemas of the messages this client speaks. Amadeus's
 * WSDLs are given to its customers and are not public; nothing here is copied from them.
 */
export function buildWsdl(address: string): string {
  const prefixes = Object.entries(messageNamespaces)
    .map(([prefix, namespace]) => ` xmlns:${prefix}="${namespace}"`)
    .join("");
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    "<!-- Made by travoBooks for its client and its sandbox. This is not Amadeus's WSDL. -->" +
    '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"' +
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"' +
    ` xmlns:tns="http://xml.amadeus.com"${prefixes} targetNamespace="http://xml.amadeus.com">` +
    `<wsdl:types>${headerSchemas}${pnrSchemas}${ticketingSchemas}${servicingSchemas}${sellingSchemas}</wsdl:types>` +
    operations.map(buildMessages).join("") +
    `<wsdl:portType name="AmadeusWebServicesPT">${operations.map(buildOperation).join("")}</wsdl:portType>` +
    '<wsdl:binding name="AmadeusWebServicesBinding" type="tns:AmadeusWebServicesPT">' +
    '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>' +
    `${operations.map(buildBinding).join("")}</wsdl:binding>` +
    `<wsdl:service name="${serviceName}">` +
    `<wsdl:port name="${portName}" binding="tns:AmadeusWebServicesBinding">` +
    `<soap:address location="${address}"/></wsdl:port></wsdl:service></wsdl:definitions>`
  );
}

function toReplyNamed(
  name: AmadeusOperation,
  request: OperationShape["request"],
  reply: OperationShape["reply"],
): OperationShape {
  return { name, request, reply, replyElement: `${name}Reply` };
}

function toRefundOperation(name: AmadeusOperation, element: string): OperationShape {
  return {
    name,
    request: "refund",
    requestElement: `${element}RQ`,
    reply: "refund",
    replyElement: `${element}RS`,
    action: `http://webservices.amadeus.com/${name}_3.0`,
  };
}

function buildMessages(operation: OperationShape): string {
  const { name, request, requestElement = name, reply, replyElement } = operation;
  return (
    `<wsdl:message name="${name}"><wsdl:part name="parameters" element="${request}:${requestElement}"/></wsdl:message>` +
    `<wsdl:message name="${replyElement}"><wsdl:part name="parameters" element="${reply}:${replyElement}"/></wsdl:message>`
  );
}

function buildOperation({ name, replyElement }: OperationShape): string {
  return (
    `<wsdl:operation name="${name}"><wsdl:input message="tns:${name}"/>` +
    `<wsdl:output message="tns:${replyElement}"/></wsdl:operation>`
  );
}

function buildBinding({ name, request, action: ownAction }: OperationShape): string {
  const action =
    ownAction ?? messageNamespaces[request].replace("xml.amadeus.com", "webservices.amadeus.com");
  return (
    `<wsdl:operation name="${name}"><soap:operation soapAction="${action}"/>` +
    '<wsdl:input><soap:body use="literal"/></wsdl:input>' +
    '<wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
  );
}
