import type { AmadeusOperation } from "../config";
import { parseBirthDate, parseDayMonthYear, toLocalTime } from "../pnr/dates";
import type { SandboxOperation } from "./behaviours";
import { findPnrs } from "./find-pnrs";
import { journeyOf, legsOf } from "./journey-fares";
import type { WorkContext } from "./operations";
import type { PnrDraft } from "./pnr-draft";
import type { SpecPassenger, SpecSegment } from "./pnr-spec";
import { priceDraft, storeFares } from "./pricing-operations";
import type { Task } from "./read-task";
import {
  addElementsSchema,
  type AddElementsMessage,
  createTstSchema,
  findPnrsSchema,
  type PassengerData,
  priceOfferSchema,
  searchSchema,
  sellSchema,
  type SoldFlight,
} from "./selling-messages";
import { changeDraft, sellFlights } from "./selling-operations";
import { type AskedPassengers, priceWithoutPnr, searchFares } from "./shopping-operations";

type SellingOperation = Extract<
  AmadeusOperation,
  | "Fare_MasterPricerTravelBoardSearch"
  | "Fare_InformativePricingWithoutPNR"
  | "Air_SellFromRecommendation"
  | "PNR_AddMultiElements"
  | "Fare_PricePNRWithBookingClass"
  | "Ticket_CreateTSTFromPricing"
>;

/** What a message that shops or sells asks for; undefined where it is not such a message. */
export function readSellingTask(
  operation: SellingOperation,
  body: unknown,
  context: WorkContext,
): Task | undefined {
  switch (operation) {
    case "Fare_MasterPricerTravelBoardSearch": {
      const message = searchSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const legs = message.itinerary.map((leg) => ({
        origin: leg.departureLocalization.departurePoint.locationId,
        destination: leg.arrivalLocalization.arrivalPointDetails.locationId,
        departsOn: parseDayMonthYear(leg.timeDetails.firstDateTimeDetail.date) ?? "",
      }));
      const passengers = message.paxReference.map(({ ptc, traveller }) =>
        toAsked(ptc, traveller.length),
      );
      return { subjects: journeyOf(legs), perform: () => searchFares(legs, passengers) };
    }
    case "Fare_InformativePricingWithoutPNR": {
      const message = priceOfferSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const segments = message.segmentGroup.map(({ segmentInformation }) =>
        toSegment(segmentInformation),
      );
      const passengers = message.passengersGroup.map(({ discountPtc, segmentRepetitionControl }) =>
        toAsked(
          discountPtc.valueQualifier,
          Number(segmentRepetitionControl.segmentControlDetails.numberOfUnits),
        ),
      );
      const perform = () => priceWithoutPnr(segments, passengers);
      return { subjects: journeyOf(legsOf(segments)), perform };
    }
    case "Air_SellFromRecommendation": {
      const message = sellSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const sold = message.itineraryDetails.flatMap(({ segmentInformation }) => segmentInformation);
      const segments = sold.map((one) => toSegment(one.travelProductInformation));
      const seats = Number(sold[0]?.relatedproductInformation.quantity);
      const perform = () => sellFlights(context, segments, seats);
      return { subjects: journeyOf(legsOf(segments)), perform };
    }
    case "PNR_AddMultiElements": {
      const message = addElementsSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const { optionCode } = message.pnrActions;
      const additions = toAdditions(message);
      const perform = () => changeDraft(context, optionCode, additions);
      return {
        ...onDraft(context, perform, additions.reference),
        operation: toOperation(optionCode),
      };
    }
    case "Fare_PricePNRWithBookingClass":
      return onDraft(context, () => priceDraft(context));
    case "Ticket_CreateTSTFromPricing":
      break;
  }
  const message = createTstSchema.safeParse(body).data;
  if (message === undefined) return undefined;
  const references = message.psaList.map(({ itemReference }) => itemReference.uniqueReference);
  return onDraft(context, () => storeFares(context, references));
}

/** A retrieval by office, name and departure. */
export function readSearchByName(body: unknown, context: WorkContext): Task | undefined {
  const message = findPnrsSchema.safeParse(body).data;
  if (message === undefined) return undefined;
  const { travellerInformation, productInformation } = message.retrievalFacts.personalFacts;
  const { surname } = travellerInformation.traveller;
  const departsOn = parseDayMonthYear(productInformation.product.depDate) ?? "";
  return {
    operation: "PNR_Retrieve:Name",
    subjects: [`${surname}-${departsOn}`],
    perform: () => findPnrs(context, surname, departsOn),
  };
}

function toOperation(optionCodes: readonly string[]): SandboxOperation {
  if (optionCodes.includes("20")) return "PNR_AddMultiElements:Ignore";
  const isEnd = optionCodes.some((code) => code === "10" || code === "11");
  return isEnd ? "PNR_AddMultiElements:End" : "PNR_AddMultiElements";
}

function onDraft({ session }: WorkContext, perform: Task["perform"], added?: string): Task {
  const draft = session?.draft;
  const reference = added ?? draft?.reference;
  return {
    subjects: [
      ...journeyOf(legsOf(draft?.segments ?? [])),
      ...(reference === undefined ? [] : [reference]),
    ],
    perform,
  };
}

function toAsked(code: string, count: number): AskedPassengers {
  return { type: code === "INF" ? "INF" : code === "CH" ? "CHD" : "ADT", count };
}

function toSegment(flight: SoldFlight): SpecSegment {
  const { departureDate, departureTime, arrivalDate, arrivalTime } = flight.flightDate;
  return {
    carrierCode: flight.companyDetails.marketingCompany,
    flightNumber: flight.flightIdentification.flightNumber,
    bookingClass: flight.flightIdentification.bookingClass,
    originAirport: flight.boardPointDetails.trueLocationId,
    destinationAirport: flight.offpointDetails.trueLocationId,
    departsLocal: toLocalTime(parseDayMonthYear(departureDate), departureTime) ?? "",
    arrivesLocal: toLocalTime(parseDayMonthYear(arrivalDate), arrivalTime) ?? "",
    statusCode: "HK",
  };
}

function toAdditions({ travellerInfo, dataElementsMaster }: AddElementsMessage): Partial<PnrDraft> {
  const elements = dataElementsMaster.dataElementsIndiv;
  const named = (name: string) =>
    elements.find(({ elementManagementData }) => elementManagementData.segmentName === name);
  const reference = named("RM")?.miscellaneousRemark?.remarks.freetext;
  const ticket = named("TK")?.ticketElement?.ticket;
  const limit = ticket && toLocalTime(parseDayMonthYear(ticket.date), ticket.time);
  return {
    ...(travellerInfo.length === 0
      ? {}
      : { passengers: travellerInfo.map(({ passengerData }) => toPassenger(passengerData)) }),
    ...(reference === undefined ? {} : { reference }),
    ...(limit === undefined ? {} : { ticketingTimeLimit: limit }),
    ...(named("FP") === undefined ? {} : { formOfPayment: "CASH" }),
    ...(named("RF") === undefined ? {} : { isReceived: true }),
  };
}

function toPassenger([adult, infant]: readonly PassengerData[]): SpecPassenger {
  const { passenger, traveller } = adult?.travellerInformation ?? {};
  const [name] = passenger ?? [];
  return {
    type: name?.type === "CHD" ? "CHD" : "ADT",
    surname: traveller?.surname ?? "",
    givenNames: name?.firstName ?? "",
    ...toBirthDate(adult),
    ...(infant === undefined
      ? {}
      : {
          infant: {
            surname: infant.travellerInformation.traveller.surname,
            givenNames: infant.travellerInformation.passenger[0]?.firstName ?? "",
            ...toBirthDate(infant),
          },
        }),
  };
}

function toBirthDate(data: PassengerData | undefined): { dateOfBirthOn?: string } {
  const text = data?.dateOfBirth?.dateAndTimeDetails.date;
  const dateOfBirthOn = text && parseBirthDate(text, new Date());
  return dateOfBirthOn === undefined ? {} : { dateOfBirthOn };
}
