import type { Offer, OfferSearch } from "../../air-operations";
import type { SupplierOutcome } from "../../outcome";
import type { CallOptions } from "../../port";
import { findAt, textAt, type XmlElement } from "../../xml/read-xml";
import type { AmadeusConnection } from "../amadeus-connection";
import type { AmadeusClientConfig } from "../config";
import { PnrUnreadableError } from "../pnr/unreadable";
import { notDone, refused, toErrorOutcome, toReadFaultOutcome } from "../refusals";
import { readRecommendations } from "./read-recommendations";
import { searchBody } from "./shopping-requests";

/** Outside of any session; an error that means «nothing found» is an empty list. */
export async function searchOffers(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  search: OfferSearch,
  { signal }: CallOptions,
): Promise<SupplierOutcome<readonly Offer[]>> {
  const result = await connection.call({
    operation: "Fare_MasterPricerTravelBoardSearch",
    body: searchBody(search, config.offersMax),
    step: "stateless",
    signal,
    timeoutMs: config.timeoutMs,
  });
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  const error = readSearchError(result.reply);
  if (error === undefined) return readingOffer(() => readRecommendations(result.reply));
  return isNothingFound(error)
    ? { kind: "done", value: [] }
    : toErrorOutcome(error.code, error.text);
}

/** What cannot be read is no reason to ask again. */
export function readingOffer<T>(read: () => T): SupplierOutcome<T> {
  try {
    return { kind: "done", value: read() };
  } catch (error) {
    if (!(error instanceof PnrUnreadableError)) throw error;
    return refused("reservation_invalid", "", `${error.element} ${error.message}`);
  }
}

interface SearchError {
  readonly code: string;
  readonly text: string;
}

function readSearchError(reply: XmlElement): SearchError | undefined {
  const message = findAt(reply, "errorMessage");
  if (message === undefined) return undefined;
  return {
    code: textAt(message, "applicationError", "applicationErrorDetail", "error") ?? "",
    text: textAt(message, "errorMessageText", "description") ?? "",
  };
}

function isNothingFound({ text }: SearchError): boolean {
  return /NO (?:ITINERARY|FARE|FLIGHT|RECOMMENDATION|AVAILAB)/i.test(text);
}
