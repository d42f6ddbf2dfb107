import { defineSupplier } from "../define-supplier";
import type { AirSupplier } from "../port";
import type { SabreClientConfig } from "./config";
import { issueTickets } from "./issue-tickets";
import { getDocumentStatus, listDocuments, retrieveReservation } from "./retrieve-booking";
import { connectToSabre } from "./sabre-connection";
import { cancelBooking, quoteRefund, refundTickets, voidTickets } from "./service-tickets";

/** Sabre's Booking Management for one pseudo city. */
export function createSabreClient(config: SabreClientConfig): AirSupplier {
  const connection = connectToSabre(config);
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
      retrieve: async (request, options) => retrieveReservation(connection, request, options),
      issue: async (request, beforeIssue, options) =>
        issueTickets(connection, config, request, beforeIssue, options),
      getDocumentStatus: async (request, options) =>
        getDocumentStatus(connection, request, options),
      voidDocuments: async (request, options) => voidTickets(connection, request, options),
      quoteRefund: async (request, options) => quoteRefund(connection, request, options),
      refund: async (request, options) => refundTickets(connection, request, options),
      cancelOrder: async (request, options) => cancelBooking(connection, request, options),
      listDocuments: async (request, options) => listDocuments(connection, request, options),
    },
    close: connection.close,
  });
}
