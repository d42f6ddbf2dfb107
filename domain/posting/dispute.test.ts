import { openItem, readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import type { DisputedMemo } from "./dispute";
import {
  postDisputedBilling,
  postDisputeSettlement,
  postLostDispute,
  postProvision,
} from "./dispute";

const bdt = booksIn("BDT");
const memo: DisputedMemo = {
  supplierId: 500,
  settlement: "bsp",
  amount: readMoney("1250.00 BDT"),
};

describe("postDisputedBilling", () => {
  test.each<[DisputedMemo, string[]]>([
    [memo, ["1901 Dr 1250.00", "2011 Cr 1250.00"]],
    [{ ...memo, settlement: "direct" }, ["1901 Dr 1250.00", "2012 Cr 1250.00"]],
    [{ ...memo, amount: readMoney("0.00 BDT") }, []],
  ])("puts what is billed into suspense", (disputed, expected) => {
    expect(describeLines(postDisputedBilling(disputed))).toEqual(expected);
  });
});

describe("postProvision", () => {
  test.each<[string, string, string[]]>([
    ["1250.00 BDT", "", ["5041 Dr 1250.00", "2051 Cr 1250.00"]],
    ["500.00 BDT", "", ["5041 Dr 500.00", "2051 Cr 500.00"]],
    ["1250.00 BDT", "2051 Cr 500.00 BDT", ["5041 Dr 750.00", "2051 Cr 750.00"]],
    ["200.00 BDT", "2051 Cr 500.00 BDT", ["2051 Dr 300.00", "5041 Cr 300.00"]],
    ["0.00 BDT", "2051 Cr 500.00 BDT", ["2051 Dr 500.00", "5041 Cr 500.00"]],
    ["500.00 BDT", "2051 Cr 500.00 BDT", []],
    ["0.00 BDT", "", []],
  ])("brings it to %s from %p", (probableLoss, provided, expected) => {
    const lines = postProvision(
      {
        ...memo,
        probableLoss: readMoney(probableLoss),
        ...(provided === "" ? {} : { provision: openItem(provided, { supplierId: 500 }) }),
      },
      bdt,
    );
    expect(describeLines(lines)).toEqual(expected);
  });

  test("releases a provision in foreign currency as it is carried", () => {
    const day = booksIn("BDT", { "USD>BDT": "118.00000000" });
    const lines = postProvision(
      {
        ...memo,
        amount: readMoney("20.00 USD"),
        probableLoss: readMoney("5.00 USD"),
        provision: openItem("2051 Cr 20.00 USD = 2346.66 BDT @ 117.33320000", { supplierId: 500 }),
      },
      day,
    );
    expect(describeLines(lines)).toEqual([
      "2051 Dr 15.00 = 1760.00",
      "5091 Dr 0.00 = 10.00",
      "5041 Cr 15.00",
    ]);
    expect(buildEntry(lines, day).lines).toHaveLength(3);
  });

  test.each(["-0.01 BDT", "1250.01 BDT"])("refuses a loss of %s on 1,250.00", (probableLoss) => {
    const event = { ...memo, probableLoss: readMoney(probableLoss) };
    expect(() => postProvision(event, bdt)).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });
});

describe("postDisputeSettlement", () => {
  const provided = "2051 Cr 500.00 BDT";
  const suspended = "1901 Dr 1250.00 BDT";

  test.each<[string, string, string, string, string[]]>([
    ["we lose, unprovided", suspended, "", "1250.00 BDT", ["1901 Cr 1250.00", "5041 Dr 1250.00"]],
    [
      "we lose what was provided in part",
      suspended,
      provided,
      "1250.00 BDT",
      ["2051 Dr 500.00", "1901 Cr 1250.00", "5041 Dr 750.00"],
    ],
    ["we win", suspended, "", "0.00 BDT", ["1901 Cr 1250.00", "2011 Dr 1250.00"]],
    [
      "we win what was provided for",
      suspended,
      provided,
      "0.00 BDT",
      ["2051 Dr 500.00", "1901 Cr 1250.00", "5041 Cr 500.00", "2011 Dr 1250.00"],
    ],
    [
      "a compromise at what was provided",
      suspended,
      provided,
      "500.00 BDT",
      ["2051 Dr 500.00", "1901 Cr 1250.00", "2011 Dr 750.00"],
    ],
    ["we lose before it is billed", "", "", "1250.00 BDT", ["5041 Dr 1250.00", "2011 Cr 1250.00"]],
    [
      "we lose before it is billed, provided",
      "",
      provided,
      "1250.00 BDT",
      ["2051 Dr 500.00", "5041 Dr 750.00", "2011 Cr 1250.00"],
    ],
    ["we win before it is billed", "", provided, "0.00 BDT", ["2051 Dr 500.00", "5041 Cr 500.00"]],
    ["we win before it is billed, unprovided", "", "", "0.00 BDT", []],
  ])("posts that %s", (_, suspense, provision, upheld, expected) => {
    expect(describeLines(settle({ suspense, provision, upheld }))).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ["", "1250.01 BDT", "more than the memo"],
    ["1901 Dr 1000.00 BDT", "1000.01 BDT", "more than stands in suspense"],
    ["", "-0.01 BDT", "less than nothing"],
  ])("refuses with suspense %p to uphold %s: %s", (suspense, upheld) => {
    expect(() => settle({ suspense, provision: "", upheld })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  function settle(event: { suspense: string; provision: string; upheld: string }) {
    return postDisputeSettlement(
      {
        ...memo,
        upheld: readMoney(event.upheld),
        ...(event.suspense === ""
          ? {}
          : { suspense: openItem(event.suspense, { supplierId: 500 }) }),
        ...(event.provision === ""
          ? {}
          : { provision: openItem(event.provision, { supplierId: 500 }) }),
      },
      bdt,
    );
  }
});

describe("postLostDispute", () => {
  const provided = "2051 Cr 500.00 BDT";
  const suspended = "1901 Dr 1250.00 BDT";

  test.each<[string, string, string, string, string[]]>([
    [
      "billed: as accounting.md 5.7's memo of 1,250.00",
      "0.00 BDT",
      suspended,
      "",
      ["1901 Cr 1250.00", "5041 Dr 1250.00"],
    ],
    [
      "billed, 350.00 of it commission: no expense, it is not earned any more",
      "350.00 BDT",
      suspended,
      "",
      ["1901 Cr 1250.00", "5041 Dr 900.00", "4011 Dr 350.00"],
    ],
    [
      "the same, provided in part",
      "350.00 BDT",
      suspended,
      provided,
      ["2051 Dr 500.00", "1901 Cr 1250.00", "5041 Dr 400.00", "4011 Dr 350.00"],
    ],
    [
      "the same, provided as a whole: what was no expense comes back",
      "350.00 BDT",
      suspended,
      "2051 Cr 1250.00 BDT",
      ["2051 Dr 1250.00", "1901 Cr 1250.00", "5041 Cr 350.00", "4011 Dr 350.00"],
    ],
    [
      "provided and never billed",
      "350.00 BDT",
      "",
      provided,
      ["2051 Dr 500.00", "5041 Dr 400.00", "4011 Dr 350.00", "2011 Cr 900.00", "1109 Cr 350.00"],
    ],
    [
      "neither: as if it had been accepted",
      "350.00 BDT",
      "",
      "",
      ["5041 Dr 900.00", "4011 Dr 350.00", "2011 Cr 900.00", "1109 Cr 350.00"],
    ],
    ["commission alone", "1250.00 BDT", suspended, "", ["1901 Cr 1250.00", "4011 Dr 1250.00"]],
  ])("posts what was %s", (_, commission, suspense, provision, expected) => {
    const { lines } = postLostDispute(
      {
        ...memo,
        commission: readMoney(commission),
        ...(suspense !== "" && { suspense: openItem(suspense, { supplierId: 500 }) }),
        ...(provision !== "" && { provision: openItem(provision, { supplierId: 500 }) }),
      },
      bdt,
    );
    expect(describeLines(lines)).toEqual(expected);
    expect(buildEntry(lines, bdt).lines).toHaveLength(lines.length);
  });

  test("refuses more than stands in suspense, and more commission than memo", () => {
    const suspense = openItem("1901 Dr 1000.00 BDT", { supplierId: 500 });
    const none = readMoney("0.00 BDT");
    const refused = expect.objectContaining({ code: "AMOUNT_INVALID" });
    expect(() => postLostDispute({ ...memo, commission: none, suspense }, bdt)).toThrow(refused);
    const commission = readMoney("1250.01 BDT");
    expect(() => postLostDispute({ ...memo, commission }, bdt)).toThrow(refused);
  });
});
