import { readXml } from "../xml/read-xml";
import { isRefunded, readRefund, readRefundError } from "./read-refund";

/** As Amadeus answers, with invented amounts: attributes that we do not read are left out. */
function answer(contract: string, status = ""): string {
  return (
    '<AMA_TicketInitRefundRS xmlns:att="t"><FunctionalData><ContractBundle><RefundDetails>' +
    `<att:Contracts><att:Contract${status}>${contract}<att:DocumentAndCouponInformation>` +
    '<att:DocumentNumber Number="18085000898034"/></att:DocumentAndCouponInformation>' +
    "</att:Contract></att:Contracts></RefundDetails></ContractBundle></FunctionalData>" +
    "</AMA_TicketInitRefundRS>"
  );
}

const information = (qualifier: string, amount: string, currency = "KRW", decimals = "0") =>
  `<att:MonetaryInformation Amount="${amount}" CurrencyCode="${currency}" DecimalPlaces="${decimals}" Qualifier="${qualifier}"/>`;
const number = "1808500089803";

describe("readRefund", () => {
  test("reads a fare, a tax and what is paid back", () => {
    const xml = answer(
      '<att:Tax Amount="4000" Category="H" CurrencyCode="KRW" DecimalPlaces="0" ISO_Code="EB"/>' +
        '<att:Tax Amount="4000" Category="701" CurrencyCode="KRW" DecimalPlaces="0"/>' +
        information("FRF", "140100") +
        information("TXT", "4000") +
        information("RFT", "144100"),
    );
    expect(readRefund(readXml(xml), number)).toEqual({
      number,
      fare: { currency: "KRW", minor: 140_100n },
      taxes: [{ code: "EB", amount: { currency: "KRW", minor: 4_000n } }],
      penalty: { currency: "KRW", minor: 0n },
      total: { currency: "KRW", minor: 144_100n },
    });
  });

  test("keeps taxes that have no code together as XT, and takes the penalty off", () => {
    const xml = answer(
      '<att:Penalty Amount="5000" CurrencyCode="USD" DecimalPlaces="2" PenaltyType="CP"/>' +
        information("FRF", "10005", "USD", "2") +
        information("TXT", "7", "USD", "2") +
        information("RFT", "5012", "USD", "2"),
    );
    expect(readRefund(readXml(xml), number)).toMatchObject({
      taxes: [{ code: "XT", amount: { minor: 7n } }],
      penalty: { minor: 5_000n },
      total: { minor: 5_012n },
    });
  });

  test.each([
    ["that do not add up", information("FRF", "100") + information("RFT", "99")],
    ["without a total", information("FRF", "100")],
    ["in no currency", information("FRF", "100", "XXQ") + information("RFT", "100", "XXQ")],
    ["that are no numbers", information("FRF", "1e3") + information("RFT", "1e3")],
  ])("guesses nothing of amounts %s", (_, contract) => {
    expect(readRefund(readXml(answer(contract)), number)).toBeUndefined();
  });

  test("takes no other document's refund", () => {
    const xml = answer(information("FRF", "100") + information("RFT", "100"));
    expect(readRefund(readXml(xml), "1808500089804")).toBeUndefined();
  });
});

describe("isRefunded", () => {
  test("believes the status alone", () => {
    expect(isRefunded(readXml(answer("", ' Status="Refunded"')))).toBe(true);
    expect(isRefunded(readXml(answer("", ' Status="Pending"')))).toBe(false);
    expect(isRefunded(readXml("<AMA_TicketProcessRefundRS/>"))).toBe(false);
  });
});

describe("readRefundError", () => {
  test("reads code and text wherever Amadeus puts them", () => {
    const xml =
      '<A xmlns:ama="t"><Errors><ama:Errors><ama:Error Code="11004">NEED REFUND RECORD</ama:Error>' +
      "</ama:Errors></Errors></A>";
    expect(readRefundError(readXml(xml))).toEqual({ code: "11004", text: "NEED REFUND RECORD" });
    expect(readRefundError(readXml("<A/>"))).toBeUndefined();
  });
});
