import { dhakaDubai, dhakaDubaiReturn, dhakaLondonParis, type TemplateLeg } from "./template-legs";

export interface Template {
  readonly description: string;
  readonly legs: readonly TemplateLeg[];
  readonly currency: string;
  /** Base fare of an adult in minor units of the currency. */
  readonly baseMinor: bigint;
  /** Where the fare was filed in another currency: that base, and its price in `currency` is `baseMinor`. */
  readonly filedBase?: { readonly amount: string; readonly currency: string };
  readonly taxesMinor: readonly (readonly [code: string, amountMinor: bigint])[];
  readonly fareBasis: string;
  readonly validatingCarrier: string;
  readonly commission?: string;
  readonly formOfPayment: string;
  readonly adults: number;
  readonly children: number;
  readonly infants: number;
}

const bangladeshTaxes = [
  ["BD", 50_000n],
  ["UT", 400_000n],
  ["OW", 300_000n],
  ["E5", 15_000n],
] as const;

const cash = "CASH";
const visa = "CCVIXXXXXXXXXXXX1111/1228";

const oneAdult = { adults: 1, children: 0, infants: 0 };

const oneWay = {
  description: "DAC-DXB on BG, one adult, BDT, 7 % commission, cash",
  legs: [dhakaDubai],
  currency: "BDT",
  baseMinor: 4_000_000n,
  taxesMinor: [...bangladeshTaxes, ["YQ", 200_000n]],
  fareBasis: "YOWBD",
  validatingCarrier: "BG",
  commission: "*M*7",
  formOfPayment: cash,
  ...oneAdult,
} as const satisfies Template;

/** Ready-made PNRs; amounts are invented, codes and decimals are right. */
export const templates = {
  "one-way": oneWay,
  return: {
    ...oneWay,
    description: "DAC-DXB-DAC on BG, one adult, BDT, 7 % commission, cash",
    legs: dhakaDubaiReturn,
    baseMinor: 6_850_000n,
    fareBasis: "YRTBD",
  },
  family: {
    ...oneWay,
    description: "DAC-DXB-DAC on BG, two adults, a child and an infant, BDT, cash",
    legs: dhakaDubaiReturn,
    baseMinor: 6_850_000n,
    fareBasis: "YRTBD",
    adults: 2,
    children: 1,
    infants: 1,
  },
  group: {
    ...oneWay,
    description: "DAC-DXB on EK, nine adults, BDT, 5 % commission, cash",
    legs: [{ ...dhakaDubai, carrier: "EK", flight: "583", departs: "10:15", arrives: "13:30" }],
    fareBasis: "UOWBD",
    validatingCarrier: "EK",
    commission: "*M*5",
    adults: 9,
  },
  card: {
    ...oneWay,
    description: "DAC-SIN-DAC on SQ, one adult, USD, commission of 25.00, Visa",
    legs: [
      {
        carrier: "SQ",
        flight: "447",
        bookingClass: "K",
        from: "DAC",
        to: "SIN",
        day: 0,
        departs: "23:55",
        arrives: "06:10",
        arrivesNextDay: true,
      },
      {
        carrier: "SQ",
        flight: "446",
        bookingClass: "K",
        from: "SIN",
        to: "DAC",
        day: 6,
        departs: "20:30",
        arrives: "22:40",
      },
    ],
    currency: "USD",
    baseMinor: 42_000n,
    taxesMinor: [
      ["BD", 420n],
      ["UT", 3_350n],
      ["OW", 2_500n],
      ["E5", 130n],
      ["YR", 9_800n],
      ["SG", 2_640n],
    ],
    fareBasis: "KRTBD",
    validatingCarrier: "SQ",
    commission: "*M*25.00A",
    formOfPayment: visa,
  },
  conjunction: {
    ...oneWay,
    description: "six flights on QR, DAC-LHR-CDG-DAC: two documents in conjunction, USD, Visa",
    legs: dhakaLondonParis,
    currency: "USD",
    baseMinor: 98_500n,
    taxesMinor: [
      ["YQ", 28_600n],
      ["BD", 420n],
      ["UT", 3_350n],
      ["OW", 2_500n],
      ["GB", 11_010n],
      ["UB", 5_570n],
      ["FR", 2_240n],
      ["QX", 1_870n],
      ["G4", 1_640n],
    ],
    fareBasis: "QLRTBD",
    validatingCarrier: "QR",
    commission: "*F*3",
    formOfPayment: visa,
  },
  "filed-in-usd": {
    ...oneWay,
    description: "DAC-DXB on EK, filed as USD 345.00 and sold in BDT, cash",
    legs: [{ ...dhakaDubai, carrier: "EK", flight: "583", departs: "10:15", arrives: "13:30" }],
    baseMinor: 4_209_000n,
    filedBase: { amount: "345.00", currency: "USD" },
    validatingCarrier: "EK",
  },
  jpy: {
    ...oneWay,
    description: "NRT-SIN on NH, JPY, which has no decimals, cash, no commission",
    legs: [
      {
        carrier: "NH",
        flight: "801",
        bookingClass: "H",
        from: "NRT",
        to: "SIN",
        day: 0,
        departs: "17:55",
        arrives: "00:25",
        arrivesNextDay: true,
      },
    ],
    currency: "JPY",
    baseMinor: 68_000n,
    taxesMinor: [
      ["YQ", 21_500n],
      ["SW", 2_460n],
      ["OI", 700n],
      ["TK", 1_000n],
    ],
    fareBasis: "HOWJP",
    validatingCarrier: "NH",
    commission: "*M*0",
  },
  bhd: {
    ...oneWay,
    description: "BAH-DXB on GF, BHD, which has three decimals, cash",
    legs: [
      {
        carrier: "GF",
        flight: "504",
        bookingClass: "M",
        from: "BAH",
        to: "DXB",
        day: 0,
        departs: "09:40",
        arrives: "12:00",
      },
    ],
    currency: "BHD",
    baseMinor: 58_250n,
    taxesMinor: [
      ["YQ", 6_600n],
      ["BH", 10_000n],
      ["ZR", 125n],
    ],
    fareBasis: "MOWBH",
    validatingCarrier: "GF",
    commission: "*M*4.5",
  },
  kwd: {
    ...oneWay,
    description: "KWI-DXB on KU, KWD, which has three decimals, Mastercard",
    legs: [
      {
        carrier: "KU",
        flight: "671",
        bookingClass: "L",
        from: "KWI",
        to: "DXB",
        day: 0,
        departs: "08:30",
        arrives: "11:15",
      },
    ],
    currency: "KWD",
    baseMinor: 41_500n,
    taxesMinor: [
      ["YR", 7_250n],
      ["KW", 3_005n],
    ],
    fareBasis: "LOWKW",
    validatingCarrier: "KU",
    commission: "*M*2.500A",
    formOfPayment: "CCCAXXXXXXXXXXXX0004/0929",
  },
} as const satisfies Readonly<Record<string, Template>>;

export type TemplateName = keyof typeof templates;

export const templateNames = Object.keys(templates);

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name);
}
