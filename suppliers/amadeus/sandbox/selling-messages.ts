import { z } from "zod";

import { listOf, textSchema } from "./soap-messages";

/** What soap's server hands over of the messages that shop and sell. */

const flightSchema = z.object({
  flightDate: z.object({
    departureDate: textSchema,
    departureTime: textSchema,
    arrivalDate: textSchema,
    arrivalTime: textSchema,
  }),
  boardPointDetails: z.object({ trueLocationId: textSchema }),
  offpointDetails: z.object({ trueLocationId: textSchema }),
  companyDetails: z.object({ marketingCompany: textSchema }),
  flightIdentification: z.object({ flightNumber: textSchema, bookingClass: textSchema }),
});
export type SoldFlight = z.output<typeof flightSchema>;

export const searchSchema = z.object({
  paxReference: listOf(z.object({ ptc: textSchema, traveller: listOf(z.unknown()) })),
  itinerary: listOf(
    z.object({
      departureLocalization: z.object({ departurePoint: z.object({ locationId: textSchema }) }),
      arrivalLocalization: z.object({ arrivalPointDetails: z.object({ locationId: textSchema }) }),
      timeDetails: z.object({ firstDateTimeDetail: z.object({ date: textSchema }) }),
    }),
  ),
});

export const priceOfferSchema = z.object({
  passengersGroup: listOf(
    z.object({
      segmentRepetitionControl: z.object({
        segmentControlDetails: z.object({ quantity: textSchema, numberOfUnits: textSchema }),
      }),
      discountPtc: z.object({ valueQualifier: textSchema }),
    }),
  ),
  segmentGroup: listOf(z.object({ segmentInformation: flightSchema })),
});

export const sellSchema = z.object({
  itineraryDetails: listOf(
    z.object({
      segmentInformation: listOf(
        z.object({
          travelProductInformation: flightSchema,
          relatedproductInformation: z.object({ quantity: textSchema }),
        }),
      ),
    }),
  ),
});

const passengerDataSchema = z.object({
  travellerInformation: z.object({
    traveller: z.object({ surname: textSchema }),
    passenger: listOf(z.object({ firstName: textSchema, type: textSchema.optional() })),
  }),
  dateOfBirth: z.object({ dateAndTimeDetails: z.object({ date: textSchema }) }).optional(),
});
export type PassengerData = z.output<typeof passengerDataSchema>;

const elementSchema = z.object({
  elementManagementData: z.object({ segmentName: textSchema }),
  miscellaneousRemark: z.object({ remarks: z.object({ freetext: textSchema }) }).optional(),
  ticketElement: z.object({ ticket: z.object({ date: textSchema, time: textSchema }) }).optional(),
});

export const addElementsSchema = z.object({
  pnrActions: z.object({ optionCode: listOf(textSchema) }),
  travellerInfo: listOf(z.object({ passengerData: listOf(passengerDataSchema) })).default([]),
  dataElementsMaster: z
    .object({ dataElementsIndiv: listOf(elementSchema).default([]) })
    .default({ dataElementsIndiv: [] }),
});
export type AddElementsMessage = z.output<typeof addElementsSchema>;

export const createTstSchema = z.object({
  psaList: listOf(z.object({ itemReference: z.object({ uniqueReference: textSchema }) })),
});

export const findPnrsSchema = z.object({
  retrievalFacts: z.object({
    retrieve: z.object({ type: z.literal("3") }),
    personalFacts: z.object({
      travellerInformation: z.object({ traveller: z.object({ surname: textSchema }) }),
      productInformation: z.object({ product: z.object({ depDate: textSchema }) }),
    }),
  }),
});
