import { fareLines, reference, name, element, read, fa, tk } from "./pnr-fixture";

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

  test("names the PNRs that it was split into or from, and none where there are none", () => {
    const named = (segmentName: string, locator: string, company = "1A") =>
      `<dataElementsIndiv><elementManagementData><segmentName>${segmentName}</segmentName></elementManagementData><referencedRecord><referencedReservationInfo><reservation><companyId>${company}</companyId><controlNumber>${locator}</controlNumber><controlType>P</controlType></reservation></referencedReservationInfo></referencedRecord></dataElementsIndiv>`;
    const lines =
      fareLines + named("SP", "ABCDEF") + named("SP", "GHIJKL") + named("SP", "XYZ123", "BG");
    expect(read({ lines }).splitLocators).toEqual(["ABCDEF", "GHIJKL"]);
    expect(read({ lines: fareLines + named("AX", "ABCDEF") })).not.toHaveProperty("splitLocators");
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
