import { amount, choice, type Layout, sequence, text } from "./check-layout";

/**
 * The requests that the sandbox understands: of IATA's schema of 21.3 those elements that a seller
 * like us sends, in the schema's order. What else the schema allows is refused too.
 */

const org = sequence({ Name: text, OrgID: text });
const order = sequence({ OrderID: text, "OrderVersionNumber?": text, OwnerCode: text });
const selectedItem = sequence({ OfferItemRefID: text, "PaxRefID+": text });
const selectedOffer = {
  OfferRefID: text,
  OwnerCode: text,
  "SelectedOfferItem+": selectedItem,
} as const;
const selectedPricedOffers = sequence({
  "SelectedPricedOffer+": sequence({ ...selectedOffer, "TotalOfferPriceAmount?": amount }),
});

const flightRequest = choice({
  FlightRequestOriginDestinationsCriteria: sequence({
    "OriginDestCriteria+": sequence({
      DestArrivalCriteria: sequence({ IATA_LocationCode: text }),
      OriginDepCriteria: sequence({ Date: text, IATA_LocationCode: text }),
    }),
  }),
});

const contact = sequence({
  ContactInfoID: text,
  "EmailAddress*": sequence({ EmailAddressText: text }),
  "Phone*": sequence({ PhoneNumber: text }),
});
const individual = sequence({ "Birthdate?": text, "GivenName*": text, Surname: text });
const paxList = sequence({
  "Pax+": sequence({
    "ContactInfoRefID?": text,
    "Individual?": individual,
    PaxID: text,
    "PaxRefID?": text,
    "PTC?": text,
  }),
});

const payment = sequence({
  PaymentProcessingDetails: sequence({
    Amount: amount,
    PaymentMethod: choice({
      SettlementPlan: sequence({ "IATA_Number?": text, PaymentTypeCode: text }),
    }),
  }),
});

const bookingReference = sequence({
  "BookingEntity?": choice({ Org: org }),
  BookingID: text,
});

const requests: Readonly<Record<string, Layout>> = {
  AirShopping: sequence({
    FlightRequest: flightRequest,
    PaxList: paxList,
    "ResponseParameters?": sequence({ "CurParameter*": sequence({ CurCode: text }) }),
  }),
  OfferPrice: sequence({
    "DataLists?": sequence({ "PaxList?": paxList }),
    PricedOffer: sequence({
      SelectedOfferList: sequence({ "SelectedOffer+": sequence(selectedOffer) }),
    }),
  }),
  OrderCreate: sequence({
    "BookingRef*": bookingReference,
    CreateOrder: choice({ AcceptSelectedQuotedOfferList: selectedPricedOffers }),
    "DataLists?": sequence({
      "ContactInfoList?": sequence({ "ContactInfo+": contact }),
      "PaxList?": paxList,
    }),
  }),
  OrderRetrieve: sequence({
    OrderValidationFilterCriteria: sequence({
      "BookingRefFilterCriteria?": sequence({ BookingID: text, "Org?": org }),
      "OrderFilterCriteria?": order,
    }),
  }),
  OrderReshop: sequence({
    OrderRefID: text,
    UpdateOrder: choice({
      CancelOrderRef: sequence({ OrderRefID: text }),
      ReshopOrder: sequence({
        ReshopOrderChoice: choice({
          ServiceOrder: sequence({
            "AddOfferItems?": sequence({ FlightRequest: flightRequest }),
            "DeleteOrderItem*": sequence({ OrderItemRefID: text, "RetainServiceID*": text }),
          }),
        }),
      }),
    }),
  }),
  OrderChange: sequence({
    "ChangeOrderChoice?": choice({
      AcceptCancelledOffer: sequence({ OfferID: text, OwnerCode: text }),
      AcceptSelectedQuotedOfferList: selectedPricedOffers,
      CancelUnpaidOrder: sequence({ OrderRefID: text, OwnerCode: text }),
    }),
    Order: order,
    "PaymentFunctions*": payment,
  }),
  // Not of 21.3: as it was until 19.2.
  OrderCancel: sequence({ Order: order }),
};

const distributionChain = sequence({
  "DistributionChainLink+": sequence({ Ordinal: text, OrgRole: text, ParticipatingOrg: org }),
});
const payloadAttributes = sequence({ "VersionNumber?": text });
const quote = sequence({
  DistributionChain: distributionChain,
  Payload: sequence({
    ExistingOrder: sequence({ OrderID: text, OwnerCode: text }),
    "SelectedOffers+": sequence(selectedOffer),
  }),
  "PayloadAttributes?": payloadAttributes,
});

/** A request by the message's name. */
export function requestLayoutOf(message: string): Layout {
  if (message === "OrderQuote") return quote;
  return sequence({
    DistributionChain: distributionChain,
    "PayloadAttributes?": payloadAttributes,
    Request: requests[message] ?? text,
  });
}
