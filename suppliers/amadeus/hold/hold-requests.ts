import type { HoldRequest } from "../../air-operations";
import { formatIssueDate, toShortDate, toShortTime } from "../pnr/dates";
import { countSeats, type OfferedJourney } from "../shopping/offer-reference";
import { pricingOptions, toFlightDate } from "../shopping/shopping-requests";
import type { RequestBody } from "../soap-request";
import { placeTravellers, type Traveller } from "./travellers";

/** Sells all flights or none (M1). */
export function sellBody({ legs, passengers }: OfferedJourney): RequestBody {
  const lowestFare = { messageFunctionDetails: { messageFunction: "183" } };
  return {
    messageActionDetails: {
      messageFunctionDetails: { messageFunction: "183", additionalMessageFunction: "M1" },
    },
    itineraryDetails: legs.map((flights) => ({
      originDestinationDetails: {
        origin: flights[0]?.originAirport,
        destination: flights.at(-1)?.destinationAirport,
      },
      message: lowestFare,
      segmentInformation: flights.map((flight) => ({
        travelProductInformation: {
          flightDate: toFlightDate(flight),
          boardPointDetails: { trueLocationId: flight.originAirport },
          offpointDetails: { trueLocationId: flight.destinationAirport },
          companyDetails: { marketingCompany: flight.carrierCode },
          flightIdentification: {
            flightNumber: flight.flightNumber,
            bookingClass: flight.bookingClass,
          },
        },
        relatedproductInformation: {
          quantity: String(countSeats(passengers)),
          statusCode: "NN",
        },
      })),
    })),
  };
}

const noProcessing = "0";
const endAndRetrieve = "11";
const ignore = "20";

/** Names, contact, form of payment and our reference; nothing is committed yet. */
export function addTravellersBody(
  { passengers, contact }: HoldRequest,
  reference: string,
): RequestBody {
  return {
    pnrActions: { optionCode: noProcessing },
    travellerInfo: placeTravellers(passengers).map(toTravellerInfo),
    dataElementsMaster: {
      marker1: {},
      dataElementsIndiv: [
        freetextElement("AP", emailFreetext, contact.email),
        ...(contact.phone === undefined
          ? []
          : [freetextElement("AP", mobileFreetext, contact.phone)]),
        {
          elementManagementData: { segmentName: "FP" },
          formOfPayment: { fop: { identification: "CA" } },
        },
        {
          elementManagementData: { segmentName: "RM" },
          miscellaneousRemark: { remarks: { type: "RM", freetext: reference } },
        },
      ],
    },
  };
}

const emailFreetext = "P02";
const mobileFreetext = "7";
const receivedFromFreetext = "P22";

/** The time limit, after which Amadeus cancels (XL), and who asks; commits, and reads the PNR. */
export function endHoldBody(deadlineLocal: string): RequestBody {
  return {
    pnrActions: { optionCode: endAndRetrieve },
    dataElementsMaster: {
      marker1: {},
      dataElementsIndiv: [
        {
          elementManagementData: { segmentName: "TK" },
          ticketElement: {
            passengerType: "PAX",
            ticket: {
              indicator: "XL",
              date: toShortDate(deadlineLocal),
              time: toShortTime(deadlineLocal),
            },
          },
        },
        freetextElement("RF", receivedFromFreetext, "TRAVOBOOKS"),
      ],
    },
  };
}

export function ignoreBody(): RequestBody {
  return { pnrActions: { optionCode: ignore } };
}

export function pricePnrBody(validatingCarrier: string): RequestBody {
  return { pricingOptionGroup: pricingOptions(validatingCarrier) };
}

export function createTstBody(fareReferences: readonly string[]): RequestBody {
  return {
    psaList: fareReferences.map((uniqueReference) => ({
      itemReference: { referenceType: "TST", uniqueReference },
    })),
  };
}

/** PNRs of the office that are still to be flown (A), by the surname and the first departure. */
export function findPnrsBody(officeId: string, surname: string, departsLocal: string): RequestBody {
  return {
    retrievalFacts: {
      retrieve: { type: byOfficeAndName, office: officeId, option1: "A" },
      personalFacts: {
        travellerInformation: { traveller: { surname } },
        productInformation: { product: { depDate: toShortDate(departsLocal) } },
      },
    },
  };
}

const byOfficeAndName = "3";

function freetextElement(segmentName: string, type: string, longFreetext: string): object {
  return {
    elementManagementData: { segmentName },
    freetextData: { freetextDetail: { subjectQualifier: "3", type }, longFreetext },
  };
}

function toTravellerInfo({ traveller, infant }: Traveller, index: number): object {
  return {
    elementManagementPassenger: {
      reference: { qualifier: "PR", number: String(index + 1) },
      segmentName: "NM",
    },
    passengerData: [
      {
        travellerInformation: {
          traveller: {
            surname: traveller.surname,
            ...(infant === undefined ? {} : { quantity: "2" }),
          },
          passenger: {
            firstName: traveller.givenNames,
            type: traveller.type,
            ...(infant === undefined ? {} : { infantIndicator: infantInFull }),
          },
        },
        // An adult's date of birth has no place in the name.
        ...(traveller.type === "CHD" ? toDateOfBirth(traveller.dateOfBirthOn) : {}),
      },
      ...(infant === undefined
        ? []
        : [
            {
              travellerInformation: {
                traveller: { surname: infant.surname },
                passenger: { firstName: infant.givenNames, type: "INF" },
              },
              ...toDateOfBirth(infant.dateOfBirthOn),
            },
          ]),
    ],
  };
}

const infantInFull = "3";

/** `08JAN16`. */
function toDateOfBirth(date: string | undefined): object {
  if (date === undefined) return {};
  return { dateOfBirth: { dateAndTimeDetails: { qualifier: "706", date: formatIssueDate(date) } } };
}
