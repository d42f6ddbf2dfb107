/** Units for one euro, of the order of what they are. */
export const sandboxRates: Readonly<Record<string, string>> = {
  USD: "1.0850",
  JPY: "162.35",
  BGN: "1.9558",
  CZK: "25.215",
  DKK: "7.4590",
  GBP: "0.84325",
  HUF: "405.93",
  PLN: "4.3248",
  RON: "4.9765",
  SEK: "11.4705",
  CHF: "0.94125",
  ISK: "150.30",
  NOK: "11.6535",
  TRY: "37.1245",
  AUD: "1.6478",
  BRL: "6.1275",
  CAD: "1.5034",
  CNY: "7.7845",
  HKD: "8.4415",
  IDR: "16934.05",
  ILS: "3.9846",
  INR: "91.2515",
  KRW: "1498.22",
  MXN: "21.6345",
  MYR: "4.7245",
  NZD: "1.8026",
  PHP: "62.485",
  SGD: "1.4325",
  THB: "36.745",
  ZAR: "19.1480",
};

/** As `eurofxref-daily.xml` of the European Central Bank. */
export function renderEcbXml(feed: {
  readonly effectiveOn: string;
  readonly rates: Readonly<Record<string, string>>;
}): string {
  const cubes = Object.entries(feed.rates).map(
    ([currency, rate]) => `\t\t\t<Cube currency='${currency}' rate='${rate}'/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">',
    "\t<gesmes:subject>Reference rates</gesmes:subject>",
    "\t<gesmes:Sender>",
    "\t\t<gesmes:name>European Central Bank</gesmes:name>",
    "\t</gesmes:Sender>",
    "\t<Cube>",
    `\t\t<Cube time='${feed.effectiveOn}'>`,
    ...cubes,
    "\t\t</Cube>",
    "\t</Cube>",
    "</gesmes:Envelope>",
    "",
  ].join("\n");
}
