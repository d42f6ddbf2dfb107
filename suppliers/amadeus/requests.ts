import type { RequestBody } from "./soap-request";

/** Retrieval by record locator. */
const byRecordLocator = "2";

export function retrievePnrBody(recordLocator: string): RequestBody {
  return {
    retrievalFacts: {
      retrieve: { type: byRecordLocator },
      reservationOrProfileIdentifier: { reservation: { controlNumber: recordLocator } },
    },
  };
}

/** The whole itinerary (I), ended and read again (11). */
export function cancelPnrBody(recordLocator: string): RequestBody {
  return {
    reservationInfo: { reservation: { controlNumber: recordLocator } },
    pnrActions: { optionCode: "11" },
    cancelElements: { entryType: "I" },
  };
}

/**
 * Stored fares in one message, as electronic tickets (ET), with the PNR redisplayed (RT); without
 * any, what the session is about to reissue.
 */
export function issueTicketBody(fareReferences: readonly string[]): RequestBody {
  return {
    ...(fareReferences.length === 0
      ? {}
      : {
          selection: { referenceDetails: fareReferences.map((value) => ({ type: "TS", value })) },
        }),
    optionGroup: ["ET", "RT"].map((indicator) => ({
      switches: { statusDetails: { indicator } },
    })),
  };
}

export function cancelDocumentBody(
  documentNumber: string,
  office: { readonly marketCode: string; readonly officeId: string },
): RequestBody {
  return {
    documentNumberDetails: { documentDetails: { number: documentNumber } },
    stockProviderDetails: { officeSettingsDetails: { marketIataCode: office.marketCode } },
    targetOfficeDetails: { originatorDetails: { inHouseIdentification2: office.officeId } },
  };
}

/** Action 131 displays an electronic document. */
export function displayDocumentBody(number: string): RequestBody {
  return {
    msgActionDetails: { messageFunctionDetails: { messageFunction: "131" } },
    infoGroup: { docInfo: { documentDetails: { number } } },
  };
}

/** Lets Amadeus compute the refund (ATC) and keep it in the session. */
export function initRefundBody(number: string): RequestBody {
  return {
    attributes: { Version: "3.000" },
    Contracts: { Contract: { attributes: { Number: number } } },
    ActionDetails: { ActionDetail: { attributes: { Indicator: "ATC" } } },
  };
}

/** Of what the session holds: to refund it, or to forget it. */
export function concludeRefundBody(): RequestBody {
  return { attributes: { Version: "3.000" } };
}

/** Prices the itinerary as it is now against the tickets that pay for it; RP is a published fare. */
export function repriceBody(documentNumbers: readonly string[]): RequestBody {
  return {
    exchangeInformationGroup: documentNumbers.map((number, index) => ({
      transactionIdentifier: { itemNumberDetails: { number: String(index + 1) } },
      documentInfoGroup: {
        paperticketDetailsLastCoupon: { documentDetails: { number, type: "ET" } },
      },
    })),
    pricingOption: { pricingOptionKey: { pricingOptionKey: "RP" } },
  };
}

/** Makes the session's pricing the fare that the next issuance tickets. */
export function reissueBody(documentNumbers: readonly string[]): RequestBody {
  return {
    ticketInfo: documentNumbers.map((number) => ({
      paperticketDetailsFirstCoupon: { documentDetails: { number, type: "ET" } },
    })),
  };
}

export function signOutBody(): RequestBody {
  return {};
}
