import type { TicketingSupplier } from "../port";
import { connectToAmadeus } from "./amadeus-connection";
import type { AmadeusClientConfig } from "./config";
import { issueTickets } from "./issue-tickets";
import { retrievePnrBody } from "./requests";
import { toReservationOutcome } from "./retrieve-reservation";
import { voidDocuments } from "./void-documents";

export interface AmadeusClient extends TicketingSupplier {
  /** Lets go of the connections, after the calls that are under way. */
  close(): Promise<void>;
}

/** Amadeus for one office. Cheap: connections and the WSDL are shared by the process. */
export function createAmadeusClient(config: AmadeusClientConfig): AmadeusClient {
  const connection = connectToAmadeus(config);
  const underWay = new Set<Promise<unknown>>();
  const track = async <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  };
  return {
    retrieve: async (recordLocator, { signal }) => {
      const call = connection.call({
        operation: "PNR_Retrieve",
        body: retrievePnrBody(recordLocator),
        step: "stateless",
        signal,
        timeoutMs: config.timeoutMs,
      });
      return toReservationOutcome(await track(call), recordLocator, config.officeTimeZone);
    },
    issue: async (request, beforeIssue, options) =>
      track(issueTickets(connection, config, request, beforeIssue, options)),
    voidDocuments: async (request, options) =>
      track(voidDocuments(connection, config, request, options)),
    close: async () => {
      await Promise.allSettled(underWay);
      connection.close();
    },
  };
}
