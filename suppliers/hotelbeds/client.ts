import { defineSupplier } from "../define-supplier";
import type { AirSupplier } from "../port";
import { issue } from "./book-stay";
import type { HotelbedsClientConfig } from "./config";
import { connectToHotelbeds } from "./hotelbeds-connection";
import { searchStays } from "./search-stays";
import {
  cancelOrder,
  getDocumentStatus,
  listDocuments,
  quoteRefund,
  refund,
  retrieve,
} from "./service-stay";

/** Hotelbeds, a bedbank, for one of its accounts. */
export function createHotelbedsClient(config: HotelbedsClientConfig): AirSupplier {
  const connection = connectToHotelbeds(config);
  const hotelbeds = { connection, config };
  return defineSupplier({
    traits: {
      keepsIdempotencyKey: false,
      confirmsLater: false,
      voidsInPart: false,
      refundsCoupons: false,
      keepsResidual: false,
      // Rooms of one search.
      seatsMax: 9,
    },
    operations: {
      searchStays: async (request, options) => searchStays(connection, config, request, options),
      retrieve: async (request, options) => retrieve(hotelbeds, request, options),
      issue: async (request, beforeIssue, options) =>
        issue(hotelbeds, request, beforeIssue, options),
      getDocumentStatus: async (request, options) => getDocumentStatus(hotelbeds, request, options),
      quoteRefund: async (request, options) => quoteRefund(hotelbeds, request, options),
      refund: async (request, options) => refund(hotelbeds, request, options),
      cancelOrder: async (request, options) => cancelOrder(hotelbeds, request, options),
      listDocuments: async (request, options) => listDocuments(hotelbeds, request, options),
    },
    close: connection.close,
  });
}
