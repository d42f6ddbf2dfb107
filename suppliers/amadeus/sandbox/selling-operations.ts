import { element, group } from "../../xml/write-xml";
import { toShortDate, toShortTime } from "../pnr/dates";
import { messageNamespaces } from "../wsdl/namespaces";
import { renderPnrError, retrievePnr, type Work, type WorkContext } from "./operations";
import { createPnrs } from "./pnr-book";
import type { PnrDraft } from "./pnr-draft";
import { pnrSpecSchema, type SpecSegment } from "./pnr-spec";
import { hasSeats } from "./seats";

/** Takes the seats into the session: all of them or none. */
export function sellFlights(
  { store, session }: WorkContext,
  segments: readonly SpecSegment[],
  seats: number,
): Work {
  const isSold = segments.every((segment) => hasSeats(store.state, segment, seats));
  if (session === undefined || !isSold) return renderSale(segments, seats, "288");
  session.draft = { segments, passengers: [], fares: [], isStored: false };
  return renderSale(segments, seats);
}

/** Adds to what the session holds, or drops it, or makes a PNR of it. */
export function changeDraft(
  context: WorkContext,
  optionCodes: readonly string[],
  additions: Partial<PnrDraft>,
): Work {
  const { session } = context;
  if (session?.draft === undefined) return renderPnrError("1", "NEED ITINERARY");
  const draft: PnrDraft = { ...session.draft, ...additions };
  session.draft = draft;
  if (optionCodes.includes("20")) {
    session.draft = undefined;
    return renderUnsaved();
  }
  if (!optionCodes.some((code) => code === "10" || code === "11")) return renderUnsaved();
  return endTransaction(context, draft);
}

function endTransaction(context: WorkContext, draft: PnrDraft): Work {
  const { store, session, now } = context;
  const missing = findMissing(draft);
  if (missing !== undefined) return renderPnrError("8111", missing);
  const { segments, passengers, fares, reference, ticketingTimeLimit } = draft;
  const spec = pnrSpecSchema.parse({
    passengers,
    segments,
    fares: draft.isStored
      ? fares.map((fare) => ({ ...fare, formOfPayment: draft.formOfPayment ?? "CASH" }))
      : [],
    ...(ticketingTimeLimit === undefined ? {} : { ticketingTimeLimit }),
    ...(reference === undefined ? {} : { reference }),
  });
  const [pnr] = createPnrs(store, [{ spec }], now);
  if (session !== undefined) session.draft = undefined;
  return retrievePnr(context, pnr);
}

function findMissing({ passengers, ticketingTimeLimit, isReceived }: PnrDraft): string | undefined {
  if (passengers.length === 0) return "NEED NAME";
  if (ticketingTimeLimit === undefined) return "NEED TICKETING ARRANGEMENT";
  return isReceived === true ? undefined : "NEED RECEIVED FROM";
}

/** A PNR without a locator: it is not saved. */
function renderUnsaved(): Work {
  const reservation = group("reservation", element("companyId", "1A"));
  const xml =
    `<PNR_Reply xmlns="${messageNamespaces.pnrReply}">` +
    group("pnrHeader", group("reservationInfo", reservation)) +
    "</PNR_Reply>";
  return { kind: "body", xml, result: "ok" };
}

export function renderSale(
  segments: readonly SpecSegment[],
  seats: number,
  errorCode?: string,
): Work {
  const [first] = segments;
  const error = group(
    "errorSegment",
    group("errorDetails", element("errorCode", errorCode ?? ""), element("errorCategory", "EC")),
  );
  const xml =
    `<Air_SellFromRecommendationReply xmlns="${messageNamespaces.sellReply}">` +
    group("message", group("messageFunctionDetails", element("messageFunction", "183"))) +
    (errorCode === undefined ? "" : group("errorAtMessageLevel", error)) +
    group(
      "itineraryDetails",
      group(
        "originDestination",
        element("origin", first?.originAirport ?? ""),
        element("destination", segments.at(-1)?.destinationAirport ?? ""),
      ),
      ...segments.map((segment) => renderSold(segment, seats, errorCode === undefined)),
    ) +
    "</Air_SellFromRecommendationReply>";
  return { kind: "body", xml, result: errorCode ?? "ok" };
}

function renderSold(segment: SpecSegment, seats: number, isSold: boolean): string {
  return group(
    "segmentInformation",
    group(
      "flightDetails",
      group(
        "flightDate",
        element("departureDate", toShortDate(segment.departsLocal)),
        element("departureTime", toShortTime(segment.departsLocal)),
      ),
      group("boardPointDetails", element("trueLocationId", segment.originAirport)),
      group("offpointDetails", element("trueLocationId", segment.destinationAirport)),
      group("companyDetails", element("marketingCompany", segment.carrierCode)),
      group(
        "flightIdentification",
        element("flightNumber", segment.flightNumber),
        element("bookingClass", segment.bookingClass),
      ),
    ),
    group(
      "actionDetails",
      element("quantity", String(seats)),
      element("statusCode", isSold ? "OK" : "UNS"),
    ),
  );
}
