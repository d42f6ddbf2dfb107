import { defineSupplier } from "../define-supplier";
import type { AirSupplier } from "../port";
import { connectToAmadeus } from "./amadeus-connection";
import type { AmadeusClientConfig } from "./config";
import { issueTickets } from "./issue-tickets";
import { retrievePnr } from "./retrieve-reservation";
import { voidDocuments } from "./void-documents";

/** Amadeus for one office. Cheap: connections and the WSDL are shared by the process. */
export function createAmadeusClient(config: AmadeusClientConfig): AirSupplier {
  const connection = connectToAmadeus(config);
  return defineSupplier({
    traits: { keepsIdempotencyKey: false, confirmsLater: false, voidsInPart: true },
    operations: {
      retrieve: async (request, options) => retrievePnr(connection, config, request, options),
      issue: async (request, beforeIssue, options) =>
        issueTickets(connection, config, request, beforeIssue, options),
      voidDocuments: async (request, options) =>
        voidDocuments(connection, config, request, options),
    },
    close: connection.close,
  });
}
