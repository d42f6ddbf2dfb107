import { assert, constantFrom, property, stringMatching } from "fast-check";

import { redactSoap } from "./redact-soap";

describe("redactSoap", () => {
  test("takes out password digest, nonce and the session's token, whatever their prefix", () => {
    const xml =
      '<oas:Nonce EncodingType="x">bm9uY2U=</oas:Nonce><wsse:Password Type="PasswordDigest">ZGlnZXN0</wsse:Password>' +
      "<awsse:SecurityToken>3WY60GB9B0FX2SLIR756QZ4G2</awsse:SecurityToken><SecurityToken>T</SecurityToken>" +
      "<awsse:SessionId>01ZWHV5EMT</awsse:SessionId>";
    expect(redactSoap(xml)).toBe(
      "<oas:Nonce>***</oas:Nonce><wsse:Password>***</wsse:Password>" +
        "<awsse:SecurityToken>***</awsse:SecurityToken><SecurityToken>***</SecurityToken>" +
        "<awsse:SessionId>01ZWHV5EMT</awsse:SessionId>",
    );
  });

  test.each([
    ["CCVIXXXXXXXXXXXX1111/1226", "CCVI***1111"],
    ["PAX CCVI4111111111111111/0129*CV/A116158", "PAX CCVI***1111"],
    ["O/CASH+/CCAX371449635398431/0129/USD538.02/A05857A", "O/CASH+/CCAX***8431"],
    ["card 4111 1111 1111 1111 of the guest", "card ***1111 of the guest"],
    ["5555-5555-5555-4444", "***4444"],
    ["VI4222222222222", "VI***2222"],
    ["30569309025904", "***5904"],
    [
      "TYP-CARD/VCD-VI/NUM-XXXXXXXXXXXX1019/EXP-0925",
      "TYP-CARD/VCD-VI/NUM-XXXXXXXXXXXX1019/EXP-***",
    ],
    ["SSR DOCS BG HK1 P/BGD/A01234567/BGD/01JAN90/M", "SSR DOCS ***"],
  ])("hides the card or document in %s", (text, redacted) => {
    expect(redactSoap(`<t>${text}</t>`)).toBe(`<t>${redacted}</t>`);
  });

  test("hides a service request that carries a passport, and only that", () => {
    const other = "<serviceRequest><ssr><type>VGML</type></ssr></serviceRequest>";
    const docs =
      "<serviceRequest><ssr><type>DOCS</type><freeText>P/BGD/A01234567</freeText></ssr></serviceRequest>";
    expect(redactSoap(other + docs + other)).toBe(
      `${other}<serviceRequest>***</serviceRequest>${other}`,
    );
  });

  test("leaves ticket numbers, amounts and record locators as they are", () => {
    const text =
      "<t>PAX 157-2400000001-02/ETQR/USD1557.00/01NOV26/DACTB2100/42300016</t><n>99724000000017</n><c>ABC123</c>";
    expect(redactSoap(text)).toBe(text);
  });

  test("never lets a valid card number of 15 to 19 digits through", () => {
    assert(
      property(
        stringMatching(/^[3-6]\d{13,17}$/),
        constantFrom("", "VI", "CCVI", " ", "/"),
        (digits, before) => {
          const card = digits + luhnDigit(digits);
          expect(redactSoap(`<a>${before}${card}</a>`)).not.toContain(card);
        },
      ),
    );
  });
});

function luhnDigit(digits: string): string {
  const sum = digits
    .split("")
    .toReversed()
    .reduce((total, character, index) => {
      const value = Number(character) * (index % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return String((10 - (sum % 10)) % 10);
}
