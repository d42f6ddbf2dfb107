import { messageNamespaces } from "./namespaces";
import { group, ignored, schema, text } from "./xsd";

const errorGroup = group(
  "errorGroup",
  "?",
  group(
    "errorOrWarningCodeDetails",
    "",
    group(
      "errorDetails",
      "",
      text("errorCode"),
      text("errorCategory", "?"),
      text("errorCodeOwner", "?"),
    ),
  ),
  group(
    "errorWarningDescription",
    "?",
    group("freeTextDetails", "?", text("textSubjectQualifier"), text("source"), text("encoding")),
    text("freeText", "99"),
  ),
);

const reference = group("referenceDetails", "99", text("type"), text("value", "?"));
const ticketNumber = (name: string): string =>
  group(name, "?", group("documentDetails", "", text("number")), text("status", "?"));
const itemNumbers = (name: string, occurs: "?" | "20"): string =>
  group(name, occurs, group("itemNumberDetails", "2", text("number", "?"), text("type", "?")));

const issueTicket = group(
  "DocIssuance_IssueTicket",
  "",
  ignored("agentInfo", "overrideDate"),
  group("selection", "3", reference),
  group("paxSelection", "99", group("passengerReference", "", text("type", "?"), text("value"))),
  ignored("stock"),
  group(
    "optionGroup",
    "99",
    group("switches", "", group("statusDetails", "", text("indicator"))),
    ignored("subCompoundOptions", "overrideAlternativeDate"),
  ),
  ignored("infantOrAdultAssociation", "otherCompoundOptions"),
);

const issueTicketReply = group(
  "DocIssuance_IssueTicketReply",
  "",
  group("processingStatus", "", text("statusCode")),
  errorGroup,
);

const cancelDocument = group(
  "Ticket_CancelDocument",
  "",
  ticketNumber("documentNumberDetails"),
  itemNumbers("sequenceNumberRanges", "20"),
  group("voidOption", "?", group("statusInformation", "", text("indicator", "?"))),
  group(
    "stockProviderDetails",
    "",
    group("officeSettingsDetails", "", text("marketIataCode", "?"), text("stockProviderCode", "?")),
  ),
  group("targetOfficeDetails", "?", group("originatorDetails", "", text("inHouseIdentification2"))),
);

const cancelDocumentReply = group(
  "Ticket_CancelDocumentReply",
  "",
  group(
    "transactionResults",
    "20",
    group("responseDetails", "", text("responseType"), text("statusCode")),
    itemNumbers("sequenceNumberDetails", "?"),
    ticketNumber("ticketNumbers"),
    errorGroup,
    group("sacNumber", "?", reference),
  ),
);

export const ticketingSchemas = [
  schema(messageNamespaces.issueTicket, issueTicket),
  schema(messageNamespaces.issueTicketReply, issueTicketReply),
  schema(messageNamespaces.cancelDocument, cancelDocument),
  schema(messageNamespaces.cancelDocumentReply, cancelDocumentReply),
  schema(messageNamespaces.signOut, group("Security_SignOut", "", ignored("conversationClt"))),
  schema(
    messageNamespaces.signOutReply,
    group(
      "Security_SignOutReply",
      "",
      ignored("errorSection"),
      group("processStatus", "?", text("statusCode")),
    ),
  ),
].join("");
