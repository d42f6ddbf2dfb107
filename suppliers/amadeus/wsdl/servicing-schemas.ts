import { messageNamespaces } from "./namespaces";
import { group, ignored, schema, text } from "./xsd";

const documentDetails = group("documentDetails", "", text("number"), text("type", "?"));

const displayDocument = group(
  "Ticket_ProcessEDoc",
  "",
  group(
    "msgActionDetails",
    "?",
    group("messageFunctionDetails", "", text("messageFunction")),
    text("responseType", "?"),
  ),
  ignored("frequentTravellerInfo", "textInfo", "customerReference", "pricingInfo"),
  group("infoGroup", "99", group("docInfo", "", documentDetails)),
  ignored("docGroup"),
);

const reprice = group(
  "Ticket_RepricePNRWithBookingClass",
  "",
  group(
    "exchangeInformationGroup",
    "99",
    group("transactionIdentifier", "", group("itemNumberDetails", "", text("number"))),
    group("documentInfoGroup", "99", group("paperticketDetailsLastCoupon", "", documentDetails)),
  ),
  group("pricingOption", "*", group("pricingOptionKey", "", text("pricingOptionKey"))),
);

const reissue = group(
  "Ticket_ReissueConfirmedPricing",
  "",
  group("ticketInfo", "99", group("paperticketDetailsFirstCoupon", "", documentDetails)),
);

/** The replies are read by us and written by the sandbox: soap need not know what is in them. */
export function reply(name: string): string {
  return group(name, "", '<xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>');
}

const version = '<xs:attribute name="Version" type="xs:string"/>';

/** An element that carries its content in attributes, as the refund messages do. */
function withAttribute(name: string, attribute: string): string {
  return (
    `<xs:element name="${name}" maxOccurs="unbounded"><xs:complexType>` +
    `<xs:attribute name="${attribute}" type="xs:string"/></xs:complexType></xs:element>`
  );
}

const initRefund =
  '<xs:element name="AMA_TicketInitRefundRQ"><xs:complexType><xs:sequence>' +
  group("Contracts", "", withAttribute("Contract", "Number")) +
  group("ActionDetails", "?", withAttribute("ActionDetail", "Indicator")) +
  `</xs:sequence>${version}</xs:complexType></xs:element>`;

function emptyRefundRequest(name: string): string {
  return `<xs:element name="${name}"><xs:complexType>${version}</xs:complexType></xs:element>`;
}

/** Status, refund and reissue of documents. */
export const servicingSchemas = [
  schema(messageNamespaces.displayDocument, displayDocument),
  schema(messageNamespaces.displayDocumentReply, reply("Ticket_ProcessEDocReply")),
  schema(
    messageNamespaces.refund,
    initRefund,
    emptyRefundRequest("AMA_TicketProcessRefundRQ"),
    emptyRefundRequest("AMA_TicketIgnoreRefundRQ"),
    reply("AMA_TicketInitRefundRS"),
    reply("AMA_TicketProcessRefundRS"),
    reply("AMA_TicketIgnoreRefundRS"),
  ),
  schema(messageNamespaces.reprice, reprice),
  schema(messageNamespaces.repriceReply, reply("Ticket_RepricePNRWithBookingClassReply")),
  schema(messageNamespaces.reissue, reissue),
  schema(messageNamespaces.reissueReply, reply("Ticket_ReissueConfirmedPricingReply")),
].join("");
