import { messageNamespaces } from "./namespaces";
import { reply } from "./servicing-schemas";
import { group, ignored, schema, text } from "./xsd";

const flight = (name: string, ...more: readonly string[]): string =>
  group(
    name,
    "",
    group(
      "flightDate",
      "?",
      text("departureDate"),
      text("departureTime", "?"),
      text("arrivalDate", "?"),
      text("arrivalTime", "?"),
    ),
    group("boardPointDetails", "?", text("trueLocationId")),
    group("offpointDetails", "?", text("trueLocationId")),
    group("companyDetails", "?", text("marketingCompany")),
    group("flightIdentification", "?", text("flightNumber"), text("bookingClass", "?")),
    ...more,
  );

const pricingOptions = group(
  "pricingOptionGroup",
  "*",
  group("pricingOptionKey", "", text("pricingOptionKey")),
  group("carrierInformation", "?", group("companyIdentification", "", text("otherCompany"))),
);

const search = group(
  "Fare_MasterPricerTravelBoardSearch",
  "",
  group(
    "numberOfUnit",
    "?",
    group("unitNumberDetail", "*", text("numberOfUnits"), text("typeOfUnit")),
  ),
  group(
    "paxReference",
    "6",
    text("ptc"),
    group("traveller", "9", text("ref"), text("infantIndicator", "?")),
  ),
  group(
    "fareOptions",
    "?",
    group("pricingTickInfo", "?", group("pricingTicketing", "?", text("priceType", "20"))),
    group("conversionRate", "?", group("conversionRateDetail", "*", text("currency"))),
  ),
  group(
    "itinerary",
    "18",
    group("requestedSegmentRef", "", text("segRef")),
    group("departureLocalization", "?", group("departurePoint", "", text("locationId"))),
    group("arrivalLocalization", "?", group("arrivalPointDetails", "", text("locationId"))),
    group("timeDetails", "?", group("firstDateTimeDetail", "", text("date"))),
  ),
);

const priceOffer = group(
  "Fare_InformativePricingWithoutPNR",
  "",
  group(
    "passengersGroup",
    "99",
    group(
      "segmentRepetitionControl",
      "",
      group("segmentControlDetails", "", text("quantity"), text("numberOfUnits")),
    ),
    group("travellersID", "?", group("travellerDetails", "99", text("measurementValue"))),
    group("discountPtc", "?", text("valueQualifier"), group("fareDetails", "?", text("qualifier"))),
  ),
  group(
    "segmentGroup",
    "99",
    flight(
      "segmentInformation",
      group("flightTypeDetails", "?", text("flightIndicator")),
      text("itemNumber", "?"),
    ),
  ),
  pricingOptions,
);

const messageFunction = (name: string): string =>
  group(
    name,
    "",
    group(
      "messageFunctionDetails",
      "",
      text("messageFunction"),
      text("additionalMessageFunction", "?"),
    ),
  );

const sell = group(
  "Air_SellFromRecommendation",
  "",
  messageFunction("messageActionDetails"),
  group(
    "itineraryDetails",
    "99",
    group("originDestinationDetails", "", text("origin"), text("destination")),
    messageFunction("message"),
    group(
      "segmentInformation",
      "99",
      flight("travelProductInformation"),
      group("relatedproductInformation", "", text("quantity"), text("statusCode")),
    ),
  ),
);

const addElements = group(
  "PNR_AddMultiElements",
  "",
  ignored("reservationInfo"),
  group("pnrActions", "", text("optionCode", "+")),
  group(
    "travellerInfo",
    "100",
    group(
      "elementManagementPassenger",
      "",
      group("reference", "?", text("qualifier"), text("number")),
      text("segmentName"),
    ),
    group(
      "passengerData",
      "2",
      group(
        "travellerInformation",
        "",
        group("traveller", "", text("surname"), text("quantity", "?")),
        group(
          "passenger",
          "2",
          text("firstName", "?"),
          text("type", "?"),
          text("infantIndicator", "?"),
        ),
      ),
      group("dateOfBirth", "?", group("dateAndTimeDetails", "", text("qualifier"), text("date"))),
    ),
  ),
  ignored("originDestinationDetails"),
  group(
    "dataElementsMaster",
    "?",
    group("marker1", ""),
    group(
      "dataElementsIndiv",
      "*",
      group("elementManagementData", "", text("segmentName")),
      group(
        "miscellaneousRemark",
        "?",
        group("remarks", "", text("type"), text("category", "?"), text("freetext")),
      ),
      group(
        "ticketElement",
        "?",
        text("passengerType", "?"),
        group("ticket", "", text("indicator"), text("date", "?"), text("time", "?")),
      ),
      group(
        "freetextData",
        "?",
        group("freetextDetail", "", text("subjectQualifier"), text("type", "?")),
        text("longFreetext"),
      ),
      group("formOfPayment", "?", group("fop", "9", text("identification"))),
    ),
  ),
);

const createTst = group(
  "Ticket_CreateTSTFromPricing",
  "",
  ignored("pnrLocatorData"),
  group(
    "psaList",
    "*",
    group("itemReference", "", text("referenceType"), text("uniqueReference")),
    ignored("paxReference"),
  ),
);

/** Offers, and what makes a PNR of one. */
export const sellingSchemas = [
  schema(messageNamespaces.search, search),
  schema(messageNamespaces.searchReply, reply("Fare_MasterPricerTravelBoardSearchReply")),
  schema(messageNamespaces.priceOffer, priceOffer),
  schema(messageNamespaces.priceOfferReply, reply("Fare_InformativePricingWithoutPNRReply")),
  schema(messageNamespaces.sell, sell),
  schema(messageNamespaces.sellReply, reply("Air_SellFromRecommendationReply")),
  schema(messageNamespaces.addElements, addElements),
  schema(messageNamespaces.pricePnr, group("Fare_PricePNRWithBookingClass", "", pricingOptions)),
  schema(messageNamespaces.pricePnrReply, reply("Fare_PricePNRWithBookingClassReply")),
  schema(messageNamespaces.createTst, createTst),
  schema(messageNamespaces.createTstReply, reply("Ticket_CreateTSTFromPricingReply")),
].join("");
