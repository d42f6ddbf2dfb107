import type { PassengerType } from "../../../domain/reservation";
import { element, group } from "../../xml/write-xml";
import { dateInZone } from "../pnr/dates";
import { messageNamespaces } from "../wsdl/namespaces";
import { priceJourney } from "./journey-fares";
import type { Work, WorkContext } from "./operations";
import type { PnrDraft } from "./pnr-draft";
import { addDays } from "./pnr-from-template";
import type { SpecFare } from "./pnr-spec";
import { passengerTattoo } from "./render-xml";

/** How long fares may be ticketed, as far as the departure allows. */
const ticketingDays = 3;

/** Prices what the session has sold, a fare for each type of passenger. */
export function priceDraft({ session, account, now }: WorkContext): Work {
  const draft = session?.draft;
  if (session === undefined || draft === undefined || draft.passengers.length === 0) {
    return renderPricePnrError("00477", "NEED PNR");
  }
  const fares = listTypes(draft).map((type) =>
    priceJourney(draft.segments, type, draft.passengers),
  );
  session.draft = { ...draft, fares };
  const today = dateInZone(now, account.timeZone);
  const departsOn = draft.segments[0]?.departsLocal.slice(0, 10) ?? today;
  const latest = addDays(today, ticketingDays);
  const lastOn = latest < departsOn ? latest : departsOn;
  const xml =
    `<Fare_PricePNRWithBookingClassReply xmlns="${messageNamespaces.pricePnrReply}">` +
    fares.map((fare, index) => renderFareList(draft, fare, index, lastOn)).join("") +
    "</Fare_PricePNRWithBookingClassReply>";
  return { kind: "body", xml, result: "ok" };
}

/** Makes stored fares of what was priced. */
export function storeFares({ session }: WorkContext, references: readonly string[]): Work {
  const draft = session?.draft;
  const isPriced = references.every((reference) => draft?.fares[Number(reference) - 1]);
  if (session === undefined || draft === undefined || draft.fares.length === 0 || !isPriced) {
    return renderTstError("CM01959", "NEED PNR");
  }
  session.draft = { ...draft, isStored: true };
  const xml =
    `<Ticket_CreateTSTFromPricingReply xmlns="${messageNamespaces.createTstReply}">` +
    references
      .map((reference) =>
        group(
          "tstList",
          group(
            "tstReference",
            element("referenceType", "TST"),
            element("uniqueReference", reference),
          ),
        ),
      )
      .join("") +
    "</Ticket_CreateTSTFromPricingReply>";
  return { kind: "body", xml, result: "ok" };
}

function listTypes({ passengers }: PnrDraft): PassengerType[] {
  const has = (type: "ADT" | "CHD") => passengers.some((passenger) => passenger.type === type);
  return [
    ...(has("ADT") ? (["ADT"] as const) : []),
    ...(has("CHD") ? (["CHD"] as const) : []),
    ...(passengers.some(({ infant }) => infant !== undefined) ? (["INF"] as const) : []),
  ];
}

function renderFareList(draft: PnrDraft, fare: SpecFare, index: number, lastOn: string): string {
  const [year = "", month = "", day = ""] = lastOn.split("-");
  const isInfantFare = fare.forType === "INF";
  const positions = draft.passengers.flatMap(({ type, infant }, position) =>
    (isInfantFare ? infant !== undefined : type === fare.forType) ? [position + 1] : [],
  );
  return group(
    "fareList",
    group(
      "fareReference",
      element("referenceType", "TST"),
      element("uniqueReference", String(index + 1)),
    ),
    group(
      "lastTktDate",
      element("businessSemantic", "LT"),
      group("dateTime", element("year", year), element("month", month), element("day", day)),
    ),
    group(
      "validatingCarrier",
      group("carrierInformation", element("carrierCode", fare.validatingCarrier)),
    ),
    group(
      "paxSegReference",
      ...positions.map((position) =>
        group(
          "refDetails",
          element("refQualifier", isInfantFare ? "PI" : "PA"),
          element("refNumber", String(passengerTattoo(position))),
        ),
      ),
    ),
    group(
      "fareDataInformation",
      group("fareDataMainInformation", element("fareDataQualifier", "PPC")),
      renderAmount("B", fare.base),
      renderAmount("712", fare.total),
    ),
    "<endFareList/>",
  );
}

function renderAmount(qualifier: string, { amount, currency }: SpecFare["total"]): string {
  return group(
    "fareDataSupInformation",
    element("fareDataQualifier", qualifier),
    element("fareAmount", amount),
    element("fareCurrency", currency),
  );
}

export function renderPricePnrError(code: string, text: string): Work {
  const xml =
    `<Fare_PricePNRWithBookingClassReply xmlns="${messageNamespaces.pricePnrReply}">` +
    group(
      "applicationError",
      group("errorOrWarningCodeDetails", group("errorDetails", element("errorCode", code))),
      group("errorWarningDescription", element("freeText", text)),
    ) +
    "</Fare_PricePNRWithBookingClassReply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}

export function renderTstError(code: string, text: string): Work {
  const xml =
    `<Ticket_CreateTSTFromPricingReply xmlns="${messageNamespaces.createTstReply}">` +
    group(
      "applicationError",
      group(
        "applicationErrorInfo",
        group("applicationErrorDetail", element("applicationErrorCode", code)),
      ),
      group("errorText", element("errorFreeText", text)),
    ) +
    "</Ticket_CreateTSTFromPricingReply>";
  return { kind: "body", xml, result: `${code} ${text}` };
}
