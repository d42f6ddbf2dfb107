/** Airlines of the templates with their accounting codes, the first three digits of a ticket. */
const accountingCodes: Readonly<Record<string, string>> = {
  BA: "125",
  BG: "997",
  BS: "779",
  EK: "176",
  GF: "072",
  KU: "229",
  NH: "205",
  QR: "157",
  SQ: "618",
  TK: "235",
};

/** An airline that is not listed gets a code all the same, outside the range that is assigned. */
export function accountingCodeOf(carrierCode: string): string {
  return accountingCodes[carrierCode] ?? "999";
}
