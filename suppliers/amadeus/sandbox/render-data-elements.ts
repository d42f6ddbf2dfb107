import { element, group } from "../../xml/write-xml";
import { formatIssueDate, toShortDate, toShortTime } from "../pnr/dates";
import { listFarePassengers, listFareSegments } from "./issue-documents";
import type { SpecFare } from "./pnr-spec";
import { passengerTattoo, reference, type RenderOptions } from "./render-xml";
import type { SandboxDocument, SandboxPnr } from "./state";

interface Association {
  readonly passengers: readonly number[];
  readonly segments: readonly number[];
}

/** Free-text types that Amadeus gives the elements; FM's is not published. */
const freetextTypes: Readonly<Record<string, string>> = {
  FA: "P06",
  FM: "P11",
  FP: "16",
  FV: "P18",
};

type Render = (tattoo: number) => string;

/** Contact, ticketing arrangement, documents and fare elements, numbered after the flights. */
export function renderDataElements(pnr: SandboxPnr, options: RenderOptions): string {
  const renders: Render[] = [
    (tattoo) => renderContact(tattoo),
    (tattoo) => renderTicketElement(tattoo, pnr, options),
    ...pnr.passengers.flatMap(({ passport, surname }, index): Render[] =>
      passport === undefined
        ? []
        : [(tattoo) => renderPassport(tattoo, passport, surname, passengerTattoo(index + 1))],
    ),
    ...pnr.documents.map(
      (document): Render =>
        (tattoo) =>
          renderDocument(tattoo, document),
    ),
    ...(pnr.cancelled ? [] : pnr.fares.flatMap((fare) => renderFareElements(pnr, fare))),
    ...(pnr.reference === undefined ? [] : [renderRemark(pnr.reference)]),
    ...(pnr.splitLocators ?? []).map((locator) => () => renderSplit(pnr, locator, options)),
  ];
  const first = pnr.passengers.length + pnr.segments.length + 2;
  return group(
    "dataElementsMaster",
    "<marker2/>",
    ...renders.map((render, index) => render(first + index)),
  );
}

function management(tattoo: number, segmentName: string): string {
  return group(
    "elementManagementData",
    reference("OT", tattoo),
    element("segmentName", segmentName),
    element("lineNumber", String(tattoo - 1)),
  );
}

function freetext(type: string, text: string): string {
  return group(
    "otherDataFreetext",
    group("freetextDetail", element("subjectQualifier", "3"), element("type", type)),
    element("longFreetext", text),
  );
}

function associations({ passengers, segments }: Association): string {
  return group(
    "referenceForDataElement",
    ...passengers.map((position) => reference("PT", passengerTattoo(position))),
    ...segments.map((position) => reference("ST", position)),
  );
}

function renderContact(tattoo: number): string {
  const text = freetext("7", "DAC 880 2 5550 0100 - SANDBOX TRAVEL - A");
  return group("dataElementsIndiv", management(tattoo, "AP"), text);
}

function renderTicketElement(
  tattoo: number,
  pnr: SandboxPnr,
  { officeId, now }: RenderOptions,
): string {
  const limit = pnr.ticketingTimeLimit;
  const isTicketed = pnr.documents.some(({ status }) => status === "issued");
  const indicator = limit === undefined || isTicketed ? "OK" : "XL";
  const date = indicator === "XL" && limit !== undefined ? limit : now.toISOString();
  return group(
    "dataElementsIndiv",
    management(tattoo, "TK"),
    group(
      "ticketElement",
      element("passengerType", "PAX"),
      group(
        "ticket",
        element("indicator", indicator),
        element("date", toShortDate(date)),
        indicator === "XL" ? element("time", toShortTime(date)) : "",
        element("officeId", officeId),
      ),
    ),
  );
}

function renderPassport(
  tattoo: number,
  passport: string,
  surname: string,
  passenger: number,
): string {
  return group(
    "dataElementsIndiv",
    management(tattoo, "SSR"),
    group(
      "serviceRequest",
      group(
        "ssr",
        element("type", "DOCS"),
        element("status", "HK"),
        element("quantity", "1"),
        element("companyId", "YY"),
        element("freeText", `P/BGD/${passport}/BGD/01JAN90/M/01JAN33/${surname}/SANDBOX`),
      ),
    ),
    group("referenceForDataElement", reference("PT", passenger)),
  );
}

function renderRemark(text: string): Render {
  return (tattoo) =>
    group(
      "dataElementsIndiv",
      management(tattoo, "RM"),
      group(
        "miscellaneousRemarks",
        group("remarks", element("type", "RM"), element("freetext", text)),
      ),
    );
}

/** It has no number and no line of its own. */
function renderSplit(pnr: SandboxPnr, locator: string, { officeId }: RenderOptions): string {
  return group(
    "dataElementsIndiv",
    group("elementManagementData", element("segmentName", "SP")),
    group(
      "referencedRecord",
      group(
        "referencedReservationInfo",
        group(
          "reservation",
          element("companyId", "1A"),
          element("controlNumber", locator),
          element("controlType", "P"),
          element("date", toShortDate(pnr.createdAt)),
        ),
      ),
      group(
        "securityInformation",
        group(
          "responsibilityInformation",
          element("typeOfPnrElement", "SP"),
          element("agentId", "AASU"),
          element("officeId", officeId),
        ),
      ),
    ),
  );
}

/** After E for electronic; those of refunded and exchanged tickets Amadeus does not publish. */
const statusLetters = { issued: "T", voided: "V", refunded: "R", exchanged: "E" } as const;

/** `PAX 157-2400000001-02/ETQR/USD1557.00/01NOV26/DACTB2100/42300016`, `EV` once it is void. */
function renderDocument(tattoo: number, document: SandboxDocument): string {
  const [first = "", ...others] = document.numbers;
  const suffix = others.length === 0 ? "" : `-${others.at(-1)?.slice(-2)}`;
  const text = [
    `${document.isInfant ? "INF" : "PAX"} ${first.slice(0, 3)}-${first.slice(3)}${suffix}`,
    `E${statusLetters[document.status]}${document.carrierCode}`,
    `${document.total.currency}${document.total.amount}`,
    formatIssueDate(document.issuedOn),
    document.officeId,
    document.iataNumber,
  ].join("/");
  return group(
    "dataElementsIndiv",
    management(tattoo, "FA"),
    freetext(freetextTypes["FA"] ?? "", text),
    associations({ passengers: [document.passenger], segments: document.segments }),
  );
}

function renderFareElements(pnr: SandboxPnr, fare: SpecFare): Render[] {
  const prefix = fare.forType === "INF" ? "INF" : "PAX";
  const association = {
    passengers: listFarePassengers(pnr, fare),
    segments: listFareSegments(pnr, fare),
  };
  const texts = [
    ["FM", fare.commission],
    ["FP", fare.formOfPayment],
    ["FV", fare.validatingCarrier],
  ] as const;
  return texts.flatMap(([name, text]): Render[] =>
    text === undefined
      ? []
      : [
          (tattoo) =>
            group(
              "dataElementsIndiv",
              management(tattoo, name),
              freetext(freetextTypes[name] ?? "", `${prefix} ${text}`),
              associations(association),
            ),
        ],
  );
}
