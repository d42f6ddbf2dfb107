import {
  amount,
  choice,
  type Layout,
  sequence,
  text,
} from "../../../suppliers/ndc/sandbox/check-layout";

/** The sandbox's answers, as IATA's schema of 21.3 has them: of it what the sandbox shows. */

const point = sequence({ AircraftScheduledDateTime: text, IATA_LocationCode: text });
const price = sequence({
  BaseAmount: amount,
  "DueByAirlineAmount?": amount,
  "DueToAirlineAmount?": amount,
  TaxSummary: sequence({
    "Tax*": sequence({ Amount: amount, TaxCode: text }),
    TotalTaxAmount: amount,
  }),
  TotalAmount: amount,
});
const total = sequence({ TotalAmount: amount });
const fareDetail = sequence({
  "FareComponent*": sequence({ "FareBasisCode?": text, "PaxSegmentRefID*": text }),
  "PaxRefID*": text,
  "PenaltyRefID*": text,
  "Price?": price,
});
const prices = sequence({ "FareDetail*": fareDetail });
const differential = sequence({
  DifferentialTypeCode: text,
  DiffPrice: prices,
  NewPrice: prices,
  OldPrice: prices,
});
const offered = sequence({
  OfferServiceAssociation: choice({ PaxJourneyRef: sequence({ "PaxJourneyRefID+": text }) }),
  "PaxRefID+": text,
  ServiceID: text,
});
const segmentRef = sequence({ "PaxSegmentRefID+": text });

const lists = sequence({
  "DatedMarketingSegmentList?": sequence({
    "DatedMarketingSegment+": sequence({
      Arrival: point,
      CarrierDesigCode: text,
      DatedMarketingSegmentId: text,
      DatedOperatingSegmentRefId: text,
      Dep: point,
      MarketingCarrierFlightNumberText: text,
    }),
  }),
  "DatedOperatingSegmentList?": sequence({
    "DatedOperatingSegment+": sequence({
      CarrierDesigCode: text,
      DatedOperatingSegmentId: text,
      OperatingCarrierFlightNumberText: text,
    }),
  }),
  "PaxJourneyList?": sequence({
    "PaxJourney+": sequence({ PaxJourneyID: text, "PaxSegmentRefID+": text }),
  }),
  PaxList: sequence({
    "Pax+": sequence({
      "Individual?": sequence({ "Birthdate?": text, "GivenName*": text, Surname: text }),
      PaxID: text,
      PTC: text,
    }),
  }),
  "PaxSegmentList?": sequence({
    "PaxSegment+": sequence({
      DatedMarketingSegmentRefId: text,
      MarketingCarrierRBD_Code: text,
      PaxSegmentID: text,
    }),
  }),
  "PenaltyList?": sequence({
    "Penalty+": sequence({ PenaltyID: text, Price: total, TypeCode: text }),
  }),
  "ServiceDefinitionList?": sequence({
    "ServiceDefinition+": sequence({
      Name: text,
      OwnerCode: text,
      "RFIC?": text,
      "RFISC?": text,
      ServiceDefinitionID: text,
    }),
  }),
});

const offer = {
  "OfferExpirationTimeLimitDateTime?": text,
  OfferID: text,
  "OfferItem+": sequence({
    "FareDetail*": fareDetail,
    OfferItemID: text,
    PaymentTimeLimit: choice({
      PaymentTimeLimitDate: sequence({ PaymentTimeLimitDateTime: text }),
    }),
    Price: price,
    "Service+": offered,
  }),
  OwnerCode: text,
  TotalPrice: total,
};

const order = sequence({
  OrderID: text,
  "OrderItem+": sequence({
    "FareDetail*": fareDetail,
    OrderItemID: text,
    OwnerCode: text,
    "PaymentTimeLimitDateTime?": text,
    Price: price,
    "Service+": sequence({
      OrderServiceAssociation: choice({
        PaxSegmentRef: segmentRef,
        ServiceDefinitionRef: sequence({
          "OrderFlightAssociations?": choice({ PaxSegmentRef: segmentRef }),
          ServiceDefinitionRefID: text,
        }),
      }),
      PaxRefID: text,
      ServiceID: text,
      StatusCode: text,
    }),
    StatusCode: text,
  }),
  OrderVersionNumber: text,
  OwnerCode: text,
  StatusCode: text,
  TotalPrice: total,
});
const documents = sequence({
  IssueInfo: sequence({
    IssueDate: text,
    IssuingCarrier: sequence({ AirlineDesigCode: text }),
  }),
  PaxRefID: text,
  "Ticket+": sequence({
    "Coupon+": sequence({ CouponNumber: text, CouponStatusCode: text }),
    ReportingTypeCode: text,
    TicketDocTypeCode: text,
    TicketNumber: text,
  }),
});
const orderView = sequence({ DataLists: lists, "Order+": order, "TicketDocInfo*": documents });

const changed = sequence({
  "AddedOfferItem*": sequence({
    OfferItemID: text,
    ReshopPrice: choice({ PriceDifferential: differential }),
    "Service+": offered,
  }),
  "DeleteOrderItem*": sequence({
    "ExistingOrderItem+": sequence({
      "ExistingService*": sequence({ FutureStatusCode: text, ServiceRefID: text }),
      OrderItemRefID: text,
    }),
    OfferItemID: text,
    PriceDifferential: differential,
  }),
  OfferExpirationTimeLimitDateTime: text,
  OfferID: text,
  OwnerCode: text,
});

const reshop = sequence({
  DataLists: lists,
  Order: sequence({ OrderID: text, OwnerCode: text }),
  ReshopResults: choice({
    ReshopOffers: sequence({ "Offer*": changed, "RequotedOffer?": changed }),
  }),
});

const error = sequence({ Code: text, DescText: text, LangCode: text, TypeCode: text });
const responses: Readonly<Record<string, Layout>> = {
  AirShopping: sequence({
    DataLists: lists,
    OffersGroup: sequence({ "CarrierOffers+": sequence({ "Offer+": sequence(offer) }) }),
  }),
  OfferPrice: sequence({ DataLists: lists, PricedOffer: sequence(offer) }),
  OrderCreate: orderView,
  OrderRetrieve: orderView,
  OrderChange: orderView,
  OrderReshop: reshop,
  OrderQuote: reshop,
};

/** The answer to a message; undefined of one that 21.3 does not have. */
export function answerLayoutOf(message: string): Layout | undefined {
  const response = responses[message];
  return response && choice({ Error: error, Response: response });
}
