import { readXml } from "../xml/read-xml";
import { toActFaultOutcome, toErrorOutcome, toReadFaultOutcome, toRefusalReason } from "./refusals";
import { readSoapFault } from "./soap-fault";

function fault(faultString: string, faultCode = "soap:Client") {
  const read = readSoapFault(
    readXml(
      `<b><Fault><faultcode>${faultCode}</faultcode><faultstring>${faultString}</faultstring></Fault></b>`,
    ),
  );
  if (read === undefined) throw new Error("no fault was read");
  return read;
}

describe("readSoapFault", () => {
  test("takes Amadeus's fault string apart", () => {
    expect(fault(" 11|Session|")).toEqual({
      faultCode: "soap:Client",
      code: "11",
      layer: "Session",
      text: "",
    });
    expect(fault("1929|Application|INVALID RECORD LOCATOR").text).toBe("INVALID RECORD LOCATOR");
  });

  test("reads a fault of SOAP 1.2, and nothing where there is none", () => {
    const body = readXml(
      "<b><Fault><Code><Value>s:Receiver</Value></Code><Reason><Text>busy</Text></Reason></Fault></b>",
    );
    expect(readSoapFault(body)).toMatchObject({ faultCode: "s:Receiver", text: "busy" });
    expect(readSoapFault(readXml("<b><PNR_Reply/></b>"))).toBeUndefined();
  });
});

describe("toRefusalReason", () => {
  test.each([
    ["1929", "", "reservation_not_found"],
    ["1931", "NO MATCH FOR RECORD LOCATOR", "reservation_not_found"],
    ["395", "", "already_ticketed"],
    ["", "TICKET ALREADY ISSUED", "already_ticketed"],
    ["401", "", "document_not_found"],
    ["", "Document not found", "document_not_found"],
    ["", "REJECTED - DOCUMENT CONFIRMED SALE", "void_window_closed"],
    ["", "VOID PERIOD EXPIRED", "void_window_closed"],
    ["120", "UNABLE TO PROCESS", "rejected"],
    ["constructor", "", "rejected"],
  ])("%s %s is %s", (code, text, reason) => {
    expect(toRefusalReason(code, text)).toBe(reason);
  });
});

describe("a fault", () => {
  test.each([
    [" 11|Session|", "notDone", "unknown"],
    [" 98|Session|Bad SecurityToken", "notDone", "unknown"],
    [" 12|Presentation|soap message header incorrect", "notDone", "unknown"],
    ["42|Application|TOO MANY OPENED CONVERSATIONS", "refused", "unknown"],
    ["1929|Application|INVALID RECORD LOCATOR", "refused", "refused"],
    [" 99|Session|Not authenticated", "refused", "refused"],
    ["gateway timeout", "notDone", "unknown"],
  ])("%s: read %s, acted %s", (faultString, read, acted) => {
    expect(toReadFaultOutcome(fault(faultString)).kind).toBe(read);
    expect(toActFaultOutcome(fault(faultString)).kind).toBe(acted);
  });

  test.each(["wsse:FailedAuthentication", "soap:MessageExpired", "ns0:InvalidSecurityToken"])(
    "%s is about the credentials",
    (faultCode) => {
      const outcome = { kind: "refused", reason: "credentials_rejected" };
      expect(toReadFaultOutcome(fault("no", faultCode))).toMatchObject(outcome);
      expect(toActFaultOutcome(fault("no", faultCode))).toMatchObject(outcome);
    },
  );
});

describe("toErrorOutcome", () => {
  test("hides a card in what Amadeus says", () => {
    expect(toErrorOutcome("7", "CARD 4111111111111111 DECLINED")).toMatchObject({
      supplierText: "CARD ***1111 DECLINED",
    });
  });
});
