import { defineSupplier } from "../define-supplier";
import type { AirSupplier } from "../port";
import type { NdcClientConfig } from "./config";
import { exchange, quoteExchange } from "./exchange";
import { connectToNdc } from "./ndc-connection";
import { createHold, priceOffer, searchOffers } from "./offers";
import {
  cancelOrder,
  checkPrice,
  getDocumentStatus,
  issue,
  listDocuments,
  type Ndc,
  retrieve,
} from "./orders";
import { quoteRefund, refund } from "./servicing";
import { voidDocuments } from "./void";

/** One airline by NDC 21.3, for one seller. */
export function createNdcClient(config: NdcClientConfig): AirSupplier {
  const ndc: Ndc = { config, connection: connectToNdc(config) };
  return defineSupplier({
    traits: {
      keepsIdempotencyKey: false,
      confirmsLater: false,
      voidsInPart: false,
      refundsCoupons: config.acceptsPartRefundBy !== undefined,
      keepsResidual: true,
      seatsMax: config.seatsMax,
    },
    operations: {
      searchOffers: async (request, options) => searchOffers(ndc, request, options),
      priceOffer: async (request, options) => priceOffer(ndc, request, options),
      createHold: async (request, options) => createHold(ndc, request, options),
      retrieve: async (request, options) => retrieve(ndc, request, options),
      checkPrice: async (request, options) => checkPrice(ndc, request, options),
      issue: async (request, beforeIssue, options) => issue(ndc, request, beforeIssue, options),
      getDocumentStatus: async (request, options) => getDocumentStatus(ndc, request, options),
      ...(config.voidsBy === undefined
        ? {}
        : { voidDocuments: async (request, options) => voidDocuments(ndc, request, options) }),
      quoteRefund: async (request, options) => quoteRefund(ndc, request, options),
      refund: async (request, options) => refund(ndc, request, options),
      quoteExchange: async (request, options) => quoteExchange(ndc, request, options),
      exchange: async (request, options) => exchange(ndc, request, options),
      cancelOrder: async (request, options) => cancelOrder(ndc, request, options),
      listDocuments: async (request, options) => listDocuments(ndc, request, options),
    },
    close: ndc.connection.close,
  });
}
