import type { Reservation } from "../../domain/reservation";
import type { ListedDocument } from "../air-operations";
import { defineSupplier } from "../define-supplier";
import type { AirSupplier } from "../port";
import { connectToAmadeus } from "./amadeus-connection";
import { cancelReservation } from "./cancel-reservation";
import type { AmadeusClientConfig } from "./config";
import { getDocumentStatus } from "./document-status";
import { exchangeDocuments, quoteExchange } from "./exchange-documents";
import { createHold } from "./hold/create-hold";
import { issueTickets } from "./issue-tickets";
import { quoteRefund, refundDocuments } from "./refund-documents";
import { retrievePnr } from "./retrieve-reservation";
import { priceOffer } from "./shopping/price-offer";
import { searchOffers } from "./shopping/search-offers";
import { voidDocuments } from "./void-documents";

/** Amadeus for one office. Cheap: connections and the WSDL are shared by the process. */
export function createAmadeusClient(config: AmadeusClientConfig): AirSupplier {
  const connection = connectToAmadeus(config);
  return defineSupplier({
    traits: {
      keepsIdempotencyKey: false,
      confirmsLater: false,
      voidsInPart: true,
      refundsCoupons: false,
      keepsResidual: false,
      seatsMax: 9,
    },
    operations: {
      searchOffers: async (request, options) => searchOffers(connection, config, request, options),
      priceOffer: async (request, options) => priceOffer(connection, config, request, options),
      createHold: async (request, options) => createHold(connection, config, request, options),
      retrieve: async (request, options) => retrievePnr(connection, config, request, options),
      issue: async (request, beforeIssue, options) =>
        issueTickets(connection, config, request, beforeIssue, options),
      voidDocuments: async (request, options) =>
        voidDocuments(connection, config, request, options),
      getDocumentStatus: async (request, options) =>
        getDocumentStatus(connection, config, request, options),
      quoteRefund: async (request, options) => quoteRefund(connection, config, request, options),
      refund: async (request, options) => refundDocuments(connection, config, request, options),
      quoteExchange: async (request, options) =>
        quoteExchange(connection, config, request, options),
      exchange: async (request, options) => exchangeDocuments(connection, config, request, options),
      cancelOrder: async (request, options) =>
        cancelReservation(connection, config, request, options),
      listDocuments: async (request, options) => {
        const read = await retrievePnr(connection, config, request, options);
        if (read.kind !== "done") return read;
        return { kind: "done", value: listReservationDocuments(read.value) };
      },
    },
    close: connection.close,
  });
}

/** Tickets that are still good; each document of a conjunction for itself. */
function listReservationDocuments({ documents }: Reservation): ListedDocument[] {
  return documents.flatMap(({ conjunction, passengerReference }) =>
    conjunction.map((number) => ({ number, type: "ticket" as const, passengerReference })),
  );
}
