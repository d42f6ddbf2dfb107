import type { Reservation } from "../../../domain/reservation";
import { readXml } from "../xml";
import { readPnr } from "./read-pnr";

const context = { now: new Date("2026-11-21T08:00:00Z"), officeTimeZone: "Asia/Dhaka" };

const header = wrap(
  "pnrHeader",
  "<reservationInfo><reservation><companyId>QR</companyId><controlNumber>AIR001</controlNumber></reservation></reservationInfo>",
).concat(
  wrap(
    "pnrHeader",
    "<reservationInfo><reservation><companyId>1A</companyId><controlNumber>ABC123</controlNumber></reservation></reservationInfo>",
  ),
);

const adult = name(
  2,
  1,
  "RAHMAN",
  "<passenger><firstName>TANVIR MR</firstName><type>ADT</type></passenger>",
);
const flight = segment(1, 2);
const fareLines = element(5, "FM", "*M*7") + element(6, "FP", "CASH") + element(7, "FV", "BG");
const oneFare = storedFare(1, [
  ["PT", 2],
  ["ST", 1],
]);

function wrap(tag: string, content: string): string {
  return `<${tag}>${content}</${tag}>`;
}

function reference(qualifier: string, number: number): string {
  return `<reference><qualifier>${qualifier}</qualifier><number>${number}</number></reference>`;
}

function name(
  tattoo: number,
  line: number,
  surname: string,
  passengers: string,
  more = "",
): string {
  return wrap(
    "travellerInfo",
    `<elementManagementPassenger>${reference("PT", tattoo)}<segmentName>NM</segmentName><lineNumber>${line}</lineNumber></elementManagementPassenger>` +
      `<passengerData><travellerInformation><traveller><surname>${surname}</surname><quantity>1</quantity></traveller>${passengers}</travellerInformation>${more}</passengerData>`,
  );
}

function birth(date: string): string {
  return `<dateOfBirth><dateAndTimeDetails><qualifier>706</qualifier><date>${date}</date></dateAndTimeDetails></dateOfBirth>`;
}

function segment(tattoo: number, line: number, status = "HK", extra = ""): string {
  return (
    `<itineraryInfo><elementManagementItinerary>${reference("ST", tattoo)}<segmentName>AIR</segmentName><lineNumber>${line}</lineNumber></elementManagementItinerary>` +
    `<travelProduct><product><depDate>05012${tattoo}</depDate><depTime>1010</depTime><arrDate>05012${tattoo}</arrDate><arrTime>1335</arrTime></product>` +
    "<boardpointDetail><cityCode>DAC</cityCode></boardpointDetail><offpointDetail><cityCode>DXB</cityCode></offpointDetail>" +
    "<companyDetail><identification>BG</identification></companyDetail><productDetails><identification>147</identification><classOfService>Y</classOfService></productDetails></travelProduct>" +
    `<relatedProduct><quantity>1</quantity><status>${status}</status>${extra}</relatedProduct></itineraryInfo>`
  );
}

function element(tattoo: number, code: string, text: string, references = ""): string {
  return (
    `<dataElementsIndiv><elementManagementData>${reference("OT", tattoo)}<segmentName>${code}</segmentName><lineNumber>${tattoo}</lineNumber></elementManagementData>` +
    `<otherDataFreetext><freetextDetail><subjectQualifier>3</subjectQualifier></freetextDetail><longFreetext>${text}</longFreetext></otherDataFreetext>` +
    (references === "" ? "" : `<referenceForDataElement>${references}</referenceForDataElement>`) +
    "</dataElementsIndiv>"
  );
}

function storedFare(
  number: number,
  references: readonly (readonly [string, number])[],
  {
    amounts = money("F", "100.00", "USD") + money("T", "120.00", "USD"),
    taxes = tax("YQ", "20.00"),
    bases = "",
    type = "PAX",
  } = {},
): string {
  return (
    `<tstData><tstGeneralInformation><generalInformation><tstReferenceNumber>${number}</tstReferenceNumber><tstCreationDate>211126</tstCreationDate></generalInformation></tstGeneralInformation>` +
    `<tstFreetext><freetextDetail><subjectQualifier>3</subjectQualifier><type>41</type></freetextDetail><longFreetext>${type}</longFreetext></tstFreetext>` +
    (bases === "" ? "" : wrap("fareBasisInfo", bases)) +
    `<fareData><issueIdentifier>F</issueIdentifier>${amounts}${taxes}</fareData>` +
    `<referenceForTstData>${references.map(([qualifier, value]) => reference(qualifier, value)).join("")}</referenceForTstData></tstData>`
  );
}

function money(qualifier: string, amount: string, currency: string): string {
  return `<monetaryInfo><qualifier>${qualifier}</qualifier><amount>${amount}</amount><currencyCode>${currency}</currencyCode></monetaryInfo>`;
}

function tax(code: string, amount: string, currency = "USD"): string {
  return `<taxFields><taxIndicator>X</taxIndicator><taxCurrency>${currency}</taxCurrency><taxAmount>${amount}</taxAmount><taxCountryCode>${code}</taxCountryCode><taxNatureCode>AC</taxNatureCode></taxFields>`;
}

interface Parts {
  readonly names?: string;
  readonly flights?: string;
  readonly lines?: string;
  readonly fares?: string;
}

function pnr({ names = adult, flights = flight, lines = fareLines, fares = oneFare }: Parts = {}) {
  const itinerary = wrap("originDestinationDetails", `<originDestination/>${flights}`);
  const master = wrap("dataElementsMaster", `<marker2/>${lines}`);
  return readPnr(
    readXml(`<PNR_Reply>${header}${names}${itinerary}${master}${fares}</PNR_Reply>`),
    context,
  );
}

function read(parts?: Parts): Reservation {
  const reading = pnr(parts);
  if (reading.kind !== "reservation") throw new Error(JSON.stringify(reading));
  return reading.reservation;
}

function complaint(parts: Parts): string {
  const reading = pnr(parts);
  return reading.kind === "unreadable" ? `${reading.element}: ${reading.detail}` : reading.kind;
}

function fa(text: string, references = "") {
  return read({ lines: fareLines + element(9, "FA", text, references) }).documents;
}

function tk(tattoo: number, indicator: string, date: string, time: string): string {
  return `<dataElementsIndiv><elementManagementData>${reference("OT", tattoo)}<segmentName>TK</segmentName></elementManagementData><ticketElement><passengerType>PAX</passengerType><ticket><indicator>${indicator}</indicator><date>${date}</date>${time}<officeId>DACTB2100</officeId></ticket></ticketElement></dataElementsIndiv>`;
}

describe("readPnr: passengers and segments", () => {
  test("takes Amadeus's own record locator, names without titles and local times", () => {
    expect(read()).toMatchObject({
      recordLocator: "ABC123",
      status: "active",
      passengers: [{ reference: "PT2", type: "ADT", surname: "RAHMAN", givenNames: "TANVIR" }],
      segments: [
        { reference: "ST1", departsLocal: "2021-01-05T10:10", arrivesLocal: "2021-01-05T13:35" },
      ],
    });
  });

  test("leaves out what the PNR does not say", () => {
    const reservation = read();
    expect(reservation).not.toHaveProperty("ticketingDeadlineAt");
    expect(reservation.passengers[0]).toEqual({
      reference: "PT2",
      type: "ADT",
      surname: "RAHMAN",
      givenNames: "TANVIR",
    });
  });

  test("reads an infant that shares the adult's name element, whose birth date is the infant's", () => {
    const two =
      "<passenger><firstName>NUSRAT MS</firstName><type>ADT</type><infantIndicator>2</infantIndicator></passenger><passenger><firstName>SAMI</firstName><type>INF</type></passenger>";
    expect(read({ names: name(2, 1, "AKTER", two, birth("12012026")) }).passengers).toEqual([
      { reference: "PT2", type: "ADT", surname: "AKTER", givenNames: "NUSRAT" },
      {
        reference: "PT2I",
        type: "INF",
        surname: "AKTER",
        givenNames: "SAMI",
        dateOfBirthOn: "2026-01-12",
      },
    ]);
  });

  test("reads an infant with a surname of its own", () => {
    const infantData = `<passengerData><travellerInformation><traveller><surname>KARIM</surname></traveller><passenger><firstName>SAMI</firstName><type>INF</type></passenger></travellerInformation>${birth("12JAN26")}</passengerData>`;
    const names = adult.replace("</travellerInfo>", `${infantData}</travellerInfo>`);
    expect(read({ names }).passengers[1]).toEqual({
      reference: "PT2I",
      type: "INF",
      surname: "KARIM",
      givenNames: "SAMI",
      dateOfBirthOn: "2026-01-12",
    });
  });

  test.each([
    ["CHD", "CHD"],
    ["C08", "CHD"],
    ["CNN", "CHD"],
    ["INS", "INF"],
    ["YTH", "ADT"],
  ])("takes the passenger type %s as %s", (code, type) => {
    const names = name(
      2,
      1,
      "DAS",
      `<passenger><firstName>PRIYA</firstName><type>${code}</type></passenger>`,
    );
    expect(read({ names }).passengers[0]?.type).toBe(type);
  });

  test("reads flights only, and the first of two statuses", () => {
    const hotel = flight.replace("<segmentName>AIR", "<segmentName>HTL");
    const surface = segment(3, 4).replace("147", "ARNK");
    const flown = segment(4, 5, "B", "<status>FLWN</status>");
    const { segments } = read({ flights: hotel + surface + flight + flown });
    expect(segments.map(({ reference: tattoo, statusCode }) => [tattoo, statusCode])).toEqual([
      ["ST1", "HK"],
      ["ST4", "B"],
    ]);
  });

  test.each([
    ["no flight", ""],
    ["only cancelled flights", segment(1, 2, "HX") + segment(2, 3, "XX")],
  ])("is cancelled with %s", (_, flights) => {
    expect(read({ flights, fares: "" }).status).toBe("cancelled");
  });

  test("is active while one flight is held", () => {
    expect(read({ flights: segment(1, 2) + segment(2, 3, "HX"), fares: "" }).status).toBe("active");
  });
});

describe("readPnr: stored fares", () => {
  test("reads base, taxes, total, fare bases and the fare elements", () => {
    const bases =
      "<fareElement><primaryCode>YOW</primaryCode><fareBasis>BD</fareBasis><ticketDesignator>CH25</ticketDesignator></fareElement>";
    const fares = storedFare(
      3,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      { bases },
    );
    expect(read({ fares }).fares).toEqual([
      {
        reference: "3",
        passengerReferences: ["PT2"],
        segmentReferences: ["ST1"],
        validatingCarrier: "BG",
        fare: {
          base: { currency: "USD", minor: 10_000n },
          taxes: [{ code: "YQ", amount: { currency: "USD", minor: 2_000n } }],
          total: { currency: "USD", minor: 12_000n },
        },
        commission: { kind: "percent", percent: "7" },
        formOfPayment: { kind: "cash" },
        fareBases: ["YOWBD/CH25"],
      },
    ]);
  });

  test("takes the equivalent where the fare was filed in another currency", () => {
    const amounts =
      money("F", "345.00", "USD") + money("E", "42090", "JPY") + money("T", "44090", "JPY");
    const fares = storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      { amounts, taxes: tax("YQ", "2000", "JPY") },
    );
    expect(read({ fares }).fares[0]?.fare.base).toEqual({ currency: "JPY", minor: 42_090n });
  });

  test("passes a fare on that does not add up: that is the domain's to refuse", () => {
    const fares = storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      { taxes: tax("YQ", "21.00") },
    );
    expect(read({ fares }).fares[0]?.fare.total.minor).toBe(12_000n);
  });

  test("puts segments in the order of the itinerary, each with its own fare basis", () => {
    const bases =
      "<fareElement><primaryCode>B</primaryCode></fareElement><fareElement><primaryCode>A</primaryCode></fareElement>";
    const fares = storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 2],
        ["ST", 1],
      ],
      { bases },
    );
    expect(read({ flights: segment(1, 2) + segment(2, 3), fares }).fares[0]).toMatchObject({
      segmentReferences: ["ST1", "ST2"],
      fareBases: ["A", "B"],
    });
  });

  test("tells an infant's fare from its adult's by the passenger type of the TST", () => {
    const two =
      "<passenger><firstName>NUSRAT</firstName><type>ADT</type></passenger><passenger><firstName>SAMI</firstName><type>INF</type></passenger>";
    const fares =
      oneFare +
      storedFare(
        2,
        [
          ["PT", 2],
          ["ST", 1],
        ],
        { type: "INF" },
      );
    const lines =
      element(5, "FM", "PAX *M*7") +
      element(8, "FM", "INF *M*1.00A") +
      element(6, "FP", "CASH") +
      element(7, "FV", "PAX BG") +
      element(9, "FV", "INF BG");
    const reservation = read({ names: name(2, 1, "AKTER", two), lines, fares });
    expect(
      reservation.fares.map(({ passengerReferences, commission }) => [
        passengerReferences,
        commission,
      ]),
    ).toEqual([
      [["PT2"], { kind: "percent", percent: "7" }],
      [["PT2I"], { kind: "amount", amount: { currency: "USD", minor: 100n } }],
    ]);
  });
});

describe("readPnr: commission and form of payment", () => {
  test.each([
    ["*M*7", { kind: "percent", percent: "7" }],
    ["*M*4.5", { kind: "percent", percent: "4.5" }],
    ["*F*0.00", { kind: "percent", percent: "0.00" }],
    ["PAX *M*250.00A", { kind: "amount", amount: { currency: "USD", minor: 25_000n } }],
    ["*M*250A/S2/P1", { kind: "amount", amount: { currency: "USD", minor: 25_000n } }],
  ])("reads the commission %s", (text, commission) => {
    const lines = element(5, "FM", text) + element(6, "FP", "CASH") + element(7, "FV", "BG");
    expect(read({ lines }).fares[0]?.commission).toEqual(commission);
  });

  test("has no commission where there is no FM", () => {
    const lines = element(6, "FP", "CASH") + element(7, "FV", "*F*BG");
    expect(read({ lines }).fares[0]).not.toHaveProperty("commission");
  });

  test.each([
    ["CASH", { kind: "cash" }],
    ["CHECK", { kind: "cash" }],
    ["INVAGT", { kind: "cash" }],
    ["CCVIXXXXXXXXXXXX1111/1226", { kind: "card", brand: "VI", lastFour: "1111" }],
    [
      "PAX CCCA5555555555554444/0129*CV/A116158/S2/P1",
      { kind: "card", brand: "CA", lastFour: "4444" },
    ],
  ])("reads the form of payment %s and keeps no card number", (text, formOfPayment) => {
    const lines = element(6, "FP", text) + element(7, "FV", "BG");
    const reservation = read({ lines });
    expect(reservation.fares[0]?.formOfPayment).toEqual(formOfPayment);
    expect(
      JSON.stringify(reservation, (_, value) =>
        typeof value === "bigint" ? String(value) : value,
      ),
    ).not.toMatch(/\d{6,}4444|1226|0129|A116158/);
  });

  test("prefers the line of the passenger to the general one", () => {
    const lines =
      element(5, "FM", "*M*5") +
      element(8, "FM", "*M*9", reference("PT", 2)) +
      element(6, "FP", "CASH") +
      element(7, "FV", "BG");
    expect(read({ lines }).fares[0]?.commission).toEqual({ kind: "percent", percent: "9" });
  });
});

describe("readPnr: documents and deadline", () => {
  test("reads number, passenger, segments, date, office, airline and amount", () => {
    const text = "PAX 074-1122334455/ETAF/EUR380.00/01NOV/STOSG34AA/01234567/S2/P1";
    expect(fa(text)).toEqual([
      {
        number: "0741122334455",
        conjunction: ["0741122334455"],
        passengerReference: "PT2",
        segmentReferences: ["ST1"],
        issuedOn: "2026-11-01",
        issuingOffice: "STOSG34AA",
        validatingCarrier: "AF",
        total: { currency: "EUR", minor: 38_000n },
      },
    ]);
  });

  test("reads a conjunction, and a line without an amount", () => {
    const [document] = fa("PAX 157-1234567890-91/ETQR/13SEP26/ATHG42100/27280573");
    expect(document?.conjunction).toEqual(["1571234567890", "1571234567891"]);
    expect(document).not.toHaveProperty("total");
  });

  test("gives the document of an infant to the infant", () => {
    const two =
      "<passenger><firstName>NUSRAT</firstName><type>ADT</type></passenger><passenger><firstName>SAMI</firstName><type>INF</type></passenger>";
    const lines =
      fareLines +
      element(9, "FA", "PAX 157-9497963758/ETQR/01JUL26/MILIG21AG/38237931", reference("PT", 2)) +
      element(10, "FA", "INF 157-9497963760/ETQR/01JUL26/MILIG21AG/38237931", reference("PT", 2));
    const { documents } = read({ names: name(2, 1, "AKTER", two), lines });
    expect(documents.map(({ passengerReference }) => passengerReference)).toEqual(["PT2", "PT2I"]);
  });

  test("leaves voided tickets and miscellaneous documents out", () => {
    expect(fa("PAX 157-1234567890/EVQR/01NOV26/DACTB2100/42300016")).toEqual([]);
    expect(fa("PAX 157-1234567890/DTQR/USD250.00/01NOV26/DACTB2100/42300016")).toEqual([]);
  });

  test("reads the earliest time limit in the office's zone", () => {
    const lines =
      fareLines +
      tk(10, "TL", "120826", "<time>0900</time>") +
      tk(11, "XL", "100826", "<time>2133</time>") +
      tk(12, "OK", "010126", "");
    expect(read({ lines }).ticketingDeadlineAt).toBe("2026-08-10T15:33:00.000Z");
  });

  test("has no deadline where the limit is a bare date or the PNR is ticketed", () => {
    const lines = fareLines + tk(10, "TL", "120826", "") + tk(12, "OK", "010126", "");
    expect(read({ lines })).not.toHaveProperty("ticketingDeadlineAt");
  });
});

describe("readPnr: what cannot be read", () => {
  const withLine = (code: string, text: string) => ({
    lines:
      fareLines.replace(
        new RegExp(
          `<dataElementsIndiv>(?:(?!</dataElementsIndiv>).)*<segmentName>${code}<.*?</dataElementsIndiv>`,
        ),
        "",
      ) + element(9, code, text),
  });
  const fareWith = (options: object) => ({
    fares: storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      options,
    ),
  });

  test.each<[string, Parts, RegExp]>([
    ["a commission in words", withLine("FM", "*M*SEVEN"), /^FM OT9: has no commission/],
    ["a form of payment that is neither", withLine("FP", "MSXYZ"), /^FP OT9: is neither cash/],
    [
      "a split form of payment",
      withLine("FP", "O/CASH+/CCVI4111111111111111/0129"),
      /^FP OT9: is a split/,
    ],
    ["a carrier that is none", withLine("FV", "BIMAN"), /^FV OT9: names no airline/],
    ["no form of payment", { lines: element(7, "FV", "BG") }, /^tstData 1: has no form of payment/],
    [
      "no validating carrier",
      { lines: element(6, "FP", "CASH") },
      /^tstData 1: has no validating carrier/,
    ],
    [
      "a document line of another shape",
      { lines: fareLines + element(9, "FA", "PAX 157-1234/ETQR") },
      /^FA OT9: is no document/,
    ],
    [
      "a document status of another kind",
      { lines: fareLines + element(9, "FA", "PAX 157-1234567890/EXQR/01NOV26/DACTB2100/1") },
      /^FA OT9: has the status EX/,
    ],
    [
      "a document of a stranger",
      {
        lines:
          fareLines +
          element(9, "FA", "PAX 157-1234567890/ETQR/01NOV26/DACTB2100/1", reference("PT", 9)),
      },
      /^FA OT9: is for 0 passengers/,
    ],
    [
      "an unknown currency",
      fareWith({ amounts: money("F", "1.00", "XXQ") + money("T", "1.00", "XXQ"), taxes: "" }),
      /^tstData 1 monetaryInfo T: CURRENCY_UNKNOWN/,
    ],
    [
      "too many decimals",
      fareWith({ amounts: money("F", "1.005", "USD") + money("T", "1.00", "USD") }),
      /^tstData 1 monetaryInfo F: AMOUNT_PRECISION/,
    ],
    [
      "two currencies and no equivalent",
      fareWith({ amounts: money("F", "1.00", "EUR") + money("T", "1.00", "USD") }),
      /^tstData 1: mixes the currencies/,
    ],
    ["no total", fareWith({ amounts: money("F", "1.00", "USD") }), /^tstData 1: has no total/],
    [
      "fare bases for other flights",
      fareWith({ bases: "<fareElement><primaryCode>Y</primaryCode></fareElement>".repeat(2) }),
      /^tstData 1 fareBasisInfo: has 2 fare elements for 1/,
    ],
    [
      "a fare of a stranger",
      {
        fares: storedFare(1, [
          ["PT", 9],
          ["ST", 1],
        ]),
      },
      /^tstData 1: is for PT9, who is not there/,
    ],
    ["a fare of nobody", { fares: storedFare(1, [["ST", 1]]) }, /^tstData 1: is for no passenger/],
    [
      "a flight without a time",
      { flights: flight.replace("<depTime>1010</depTime>", "") },
      /^itineraryInfo ST1: has no depDate and depTime/,
    ],
    [
      "a flight without a class",
      { flights: flight.replace("<classOfService>Y</classOfService>", "") },
      /^itineraryInfo ST1: has no classOfService/,
    ],
    [
      "an impossible birth date",
      {
        names: name(
          2,
          1,
          "DAS",
          "<passenger><firstName>P</firstName></passenger>",
          birth("32012026"),
        ),
      },
      /^travellerInfo PT2 dateOfBirth/,
    ],
    [
      "a passenger without a name",
      { names: name(2, 1, "DAS", "<passenger><type>ADT</type></passenger>") },
      /^travellerInfo PT2: has no firstName/,
    ],
  ])("names the element with %s", (_, parts, expected) => {
    expect(complaint(parts)).toMatch(expected);
  });

  test("refuses passengers of one fare with different forms of payment", () => {
    const second = name(3, 2, "DAS", "<passenger><firstName>PRIYA</firstName></passenger>");
    const lines =
      element(6, "FP", "CASH", reference("PT", 2)) +
      element(8, "FP", "CCVIXXXXXXXXXXXX1111/1226", reference("PT", 3)) +
      element(7, "FV", "BG");
    const fares = storedFare(1, [
      ["PT", 2],
      ["PT", 3],
      ["ST", 1],
    ]);
    expect(complaint({ names: adult + second, lines, fares })).toMatch(
      /^FP OT8: is not the same for all passengers of tstData 1/,
    );
  });

  test.each([
    "<errorOrWarningCodeDetails><errorDetails><errorCode>1931</errorCode></errorDetails></errorOrWarningCodeDetails><errorWarningDescription><freeText>NO MATCH FOR RECORD LOCATOR</freeText></errorWarningDescription>",
    "<messageErrorInformation><errorDetail><errorCode>1931</errorCode></errorDetail></messageErrorInformation><messageErrorText><text>NO MATCH FOR RECORD LOCATOR</text></messageErrorText>",
  ])("gives an error in place of a PNR as such, in both shapes", (content) => {
    const reading = readPnr(
      readXml(`<PNR_Reply><generalErrorInfo>${content}</generalErrorInfo></PNR_Reply>`),
      context,
    );
    expect(reading).toEqual({ kind: "error", code: "1931", text: "NO MATCH FOR RECORD LOCATOR" });
  });
});
