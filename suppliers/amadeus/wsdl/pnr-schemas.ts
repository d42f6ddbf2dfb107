import { messageNamespaces } from "./namespaces";
import { group, ignored, schema, text } from "./xsd";

const elementReference = (name: string): string =>
  group(
    name,
    "",
    text("status", "?"),
    group("reference", "?", text("qualifier"), text("number")),
    text("segmentName", "?"),
    text("lineNumber", "?"),
  );
const associations = (name: string): string =>
  group(name, "?", group("reference", "*", text("qualifier"), text("number")));
const freetext = (name: string, occurs: "?" | "*"): string =>
  group(
    name,
    occurs,
    group(
      "freetextDetail",
      "?",
      text("subjectQualifier"),
      text("type", "?"),
      text("status", "?"),
      text("companyId", "?"),
    ),
    text("longFreetext", "?"),
  );
const city = (name: string): string => group(name, "?", text("cityCode", "?"));
const reservation = group(
  "reservation",
  "?",
  text("companyId", "?"),
  text("controlNumber", "?"),
  text("controlType", "?"),
  text("date", "?"),
  text("time", "?"),
);

const traveller = group(
  "travellerInfo",
  "100",
  elementReference("elementManagementPassenger"),
  group(
    "passengerData",
    "2",
    group(
      "travellerInformation",
      "",
      group("traveller", "?", text("surname"), text("qualifier", "?"), text("quantity", "?")),
      group(
        "passenger",
        "2",
        text("firstName", "?"),
        text("type", "?"),
        text("infantIndicator", "?"),
        text("identificationCode", "?"),
      ),
    ),
    ignored("groupCounters"),
    group(
      "dateOfBirth",
      "?",
      group("dateAndTimeDetails", "", text("qualifier", "?"), text("date")),
    ),
  ),
  ignored("enhancedPassengerData", "nameError"),
);

const itinerary = group(
  "originDestinationDetails",
  "50",
  ignored("originDestination"),
  group(
    "itineraryInfo",
    "99",
    elementReference("elementManagementItinerary"),
    group(
      "travelProduct",
      "?",
      group(
        "product",
        "?",
        text("depDate", "?"),
        text("depTime", "?"),
        text("arrDate", "?"),
        text("arrTime", "?"),
        text("dayChangeIndicator", "?"),
      ),
      city("boardpointDetail"),
      city("offpointDetail"),
      group("companyDetail", "?", text("identification"), text("secondIdentification", "?")),
      group(
        "productDetails",
        "?",
        text("identification"),
        text("classOfService", "?"),
        text("subtype", "?"),
      ),
      group("typeDetail", "?", text("detail", "*")),
      text("processingIndicator", "?"),
    ),
    ignored("itineraryMessageAction"),
    group("itineraryReservationInfo", "?", reservation),
    group("relatedProduct", "?", text("quantity", "?"), text("status", "2")),
    ignored(
      "elementsIndicators",
      "flightDetail",
      "cabinDetails",
      "selectionDetails",
      "itineraryfreeFormText",
      "itineraryFreetext",
      "markerRailTour",
      "referenceForSegment",
    ),
  ),
);

const dataElements = group(
  "dataElementsMaster",
  "?",
  ignored("marker2"),
  group(
    "dataElementsIndiv",
    "999",
    elementReference("elementManagementData"),
    ignored(
      "pnrSecurity",
      "accounting",
      "miscellaneousRemarks",
      "extendedRemark",
      "serviceRequest",
    ),
    group(
      "ticketElement",
      "?",
      text("passengerType", "?"),
      group(
        "ticket",
        "",
        text("indicator"),
        text("date", "?"),
        text("time", "?"),
        text("officeId", "?"),
        text("freetext", "?"),
        text("electronicTicketFlag", "?"),
        text("airlineCode", "?"),
      ),
    ),
    freetext("otherDataFreetext", "*"),
    ignored("elementErrorInformation", "elementsIndicators"),
    associations("referenceForDataElement"),
    ignored("structuredFop"),
  ),
);

const storedFare = group(
  "tstData",
  "100",
  group(
    "tstGeneralInformation",
    "",
    group(
      "generalInformation",
      "",
      text("tstReferenceNumber"),
      text("tstCreationDate"),
      text("salesIndicator", "?"),
    ),
  ),
  freetext("tstFreetext", "*"),
  group(
    "fareBasisInfo",
    "?",
    group(
      "fareElement",
      "28",
      text("primaryCode"),
      text("connection", "?"),
      text("notValidBefore", "?"),
      text("notValidAfter", "?"),
      text("baggageAllowance", "?"),
      text("fareBasis", "?"),
      text("ticketDesignator", "?"),
    ),
  ),
  group(
    "fareData",
    "?",
    text("issueIdentifier"),
    group("monetaryInfo", "3", text("qualifier"), text("amount"), text("currencyCode", "?")),
    group(
      "taxFields",
      "99",
      text("taxIndicator", "?"),
      text("taxCurrency"),
      text("taxAmount"),
      text("taxCountryCode"),
      text("taxNatureCode", "?"),
    ),
  ),
  group(
    "segmentAssociation",
    "?",
    group("selection", "10", text("option"), text("optionInformation", "?")),
  ),
  associations("referenceForTstData"),
);

const errorInformation = group(
  "generalErrorInfo",
  "99",
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
  group("errorWarningDescription", "?", ignored("freeTextDetails"), text("freeText", "99")),
);

const pnrReply = group(
  "PNR_Reply",
  "",
  group(
    "pnrHeader",
    "198",
    group("reservationInfo", "", reservation),
    ignored("referenceForRecordLocator"),
  ),
  ignored("securityInformation", "queueInformations", "numberOfUnits"),
  errorInformation,
  ignored("pnrType", "freetextData", "pnrHeaderTag", "freeFormText", "historyData"),
  ignored("sbrPOSDetails", "sbrCreationPosDetails", "sbrUpdatorPosDetails", "technicalData"),
  traveller,
  itinerary,
  ignored("segmentGroupingInfo"),
  dataElements,
  storedFare,
  ignored("dcdData"),
);

const pnrRetrieve = group(
  "PNR_Retrieve",
  "",
  ignored("settings"),
  group(
    "retrievalFacts",
    "",
    group(
      "retrieve",
      "",
      text("type"),
      text("service", "?"),
      text("tattoo", "?"),
      text("office", "?"),
      text("targetSystem", "?"),
      text("option1", "?"),
      text("option2", "?"),
    ),
    group("reservationOrProfileIdentifier", "?", reservation),
    group(
      "personalFacts",
      "?",
      group("travellerInformation", "?", group("traveller", "", text("surname"))),
      group("productInformation", "?", group("product", "?", text("depDate", "?"))),
    ),
  ),
);

const pnrCancel = group(
  "PNR_Cancel",
  "",
  group("reservationInfo", "?", reservation),
  group("pnrActions", "", text("optionCode", "+")),
  group("cancelElements", "*", text("entryType"), ignored("element")),
);

export const pnrSchemas =
  schema(messageNamespaces.pnrRetrieve, pnrRetrieve) +
  schema(messageNamespaces.pnrCancel, pnrCancel) +
  schema(messageNamespaces.pnrReply, pnrReply);
