import { readPnr } from "../../../suppliers/amadeus/pnr/read-pnr";
import { readXml } from "../../../suppliers/xml/read-xml";
import {
  context,
  adult,
  flight,
  fareLines,
  reference,
  name,
  birth,
  element,
  storedFare,
  money,
  type Parts,
  complaint,
} from "./pnr-fixture";

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

describe("readPnr: what cannot be read", () => {
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
