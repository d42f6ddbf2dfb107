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

/** All stored fares in one message, as electronic tickets (ET), with the PNR redisplayed (RT). */
export function issueTicketBody(fareReferences: readonly string[]): RequestBody {
  return {
    selection: {
      referenceDetails: fareReferences.map((value) => ({ type: "TS", value })),
    },
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

export function signOutBody(): RequestBody {
  return {};
}
