import { defineSupplier } from "../define-supplier";
import type { AirSupplier } from "../port";
import type { LccClientConfig } from "./config";
import { connectToLcc } from "./lcc-connection";
import { createHold, priceOffer, searchOffers } from "./offers";
import {
  cancelOrder,
  checkPrice,
  getDocumentStatus,
  issue,
  listDocuments,
  quoteRefund,
  refund,
  retrieve,
} from "./orders";

/** An aggregator of low-cost carriers, for one of its accounts. */
export function createLccClient(config: LccClientConfig): AirSupplier {
  const connection = connectToLcc(config);
  return defineSupplier({
    traits: {
      keepsIdempotencyKey: true,
      confirmsLater: true,
      voidsInPart: false,
      refundsCoupons: false,
      keepsResidual: false,
      seatsMax: 9,
    },
    operations: {
      searchOffers: async (request, options) => searchOffers(connection, request, options),
      priceOffer: async (request, options) => priceOffer(connection, request, options),
      createHold: async (request, options) => createHold(connection, request, options),
      retrieve: async (request, options) => retrieve(connection, request, options),
      checkPrice: async (request, options) => checkPrice(connection, request, options),
      issue: async (request, beforeIssue, options) =>
        issue(connection, config, request, beforeIssue, options),
      getDocumentStatus: async (request, options) =>
        getDocumentStatus(connection, request, options),
      quoteRefund: async (request, options) => quoteRefund(connection, request, options),
      refund: async (request, options) => refund(connection, request, options),
      cancelOrder: async (request, options) => cancelOrder(connection, request, options),
      listDocuments: async (request, options) => listDocuments(connection, request, options),
    },
    close: connection.close,
  });
}
