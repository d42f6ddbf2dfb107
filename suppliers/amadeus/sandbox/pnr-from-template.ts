import { formatAmount, type Money, percentageOf, sum } from "../../../domain/money";
import type { PassengerType } from "../../../domain/reservation";
import type { PnrSpec, SpecFare, SpecPassenger, SpecSegment } from "./pnr-spec";
import { type Template, type TemplateName, templates } from "./templates";

export interface TemplateOptions {
  /** Departure of the first flight, `YYYY-MM-DD`. */
  readonly departsOn: string;
  readonly adults?: number | undefined;
  readonly children?: number | undefined;
  readonly infants?: number | undefined;
}

const dayMs = 86_400_000;
const names = [
  ["RAHMAN", "TANVIR MR"],
  ["AKTER", "NUSRAT MS"],
  ["HOSSAIN", "IMRAN MR"],
  ["CHOWDHURY", "FARIDA MRS"],
  ["SARKER", "ANIK MR"],
  ["BEGUM", "SHIRIN MRS"],
  ["MIAH", "KAMRUL MR"],
  ["DAS", "PRIYA MS"],
  ["ISLAM", "RAFIQ MR"],
] as const;

/** Children pay 75 percent of the base fare and all taxes, infants 10 percent and no taxes. */
const basePercents: Readonly<Record<PassengerType, string>> = { ADT: "100", CHD: "75", INF: "10" };

export function createPnrFromTemplate(name: TemplateName, options: TemplateOptions): PnrSpec {
  const template: Template = templates[name];
  const adults = options.adults ?? template.adults;
  const children = options.children ?? template.children;
  const infants = Math.min(options.infants ?? template.infants, adults);
  const types: readonly PassengerType[] = [
    "ADT",
    ...(children > 0 ? (["CHD"] as const) : []),
    ...(infants > 0 ? (["INF"] as const) : []),
  ];
  return {
    passengers: createPassengers(adults, children, infants),
    segments: template.legs.map((leg) => createSegment(leg, options.departsOn)),
    fares: types.map((type) => createFare(template, type)),
    cancelled: false,
  };
}

function createPassengers(adults: number, children: number, infants: number): SpecPassenger[] {
  return Array.from({ length: adults + children }, (_, index): SpecPassenger => {
    const [surname, givenNames] = names[index % names.length] ?? names[0];
    if (index >= adults) {
      return { type: "CHD", surname, givenNames: "RAISA MISS", dateOfBirthOn: "2018-03-09" };
    }
    const infant = { givenNames: "SAMI", dateOfBirthOn: "2026-01-12" };
    return { type: "ADT", surname, givenNames, ...(index < infants ? { infant } : {}) };
  });
}

function createSegment(leg: Template["legs"][number], departsOn: string): SpecSegment {
  return {
    carrierCode: leg.carrier,
    flightNumber: leg.flight,
    bookingClass: leg.bookingClass,
    originAirport: leg.from,
    destinationAirport: leg.to,
    departsLocal: `${addDays(departsOn, leg.day)}T${leg.departs}`,
    arrivesLocal: `${addDays(departsOn, leg.day + (leg.arrivesNextDay ? 1 : 0))}T${leg.arrives}`,
    statusCode: "HK",
  };
}

/** The fare of a type of passenger on all flights of the template. */
export function createFare(template: Template, type: PassengerType): SpecFare {
  const { currency } = template;
  const base = percentageOf({ currency, minor: template.baseMinor }, basePercents[type]);
  const taxes = type === "INF" ? [] : template.taxesMinor;
  const total = sum(currency, [base, ...taxes.map(([, minor]) => ({ currency, minor }))]);
  const isFiledElsewhere = template.filedBase !== undefined && type === "ADT";
  const suffix = { ADT: "", CHD: "CH", INF: "IN" }[type];
  return {
    forType: type,
    base: isFiledElsewhere ? template.filedBase : toAmount(base),
    ...(isFiledElsewhere ? { equivalent: toAmount(base) } : {}),
    taxes: taxes.map(([code, minor]) => ({
      code,
      amount: formatAmount({ currency, minor }),
      natureCode: "AC",
    })),
    total: toAmount(total),
    fareBases: template.legs.map(() => template.fareBasis + suffix),
    validatingCarrier: template.validatingCarrier,
    ...(template.commission === undefined ? {} : { commission: template.commission }),
    formOfPayment: template.formOfPayment,
  };
}

function toAmount(money: Money): { amount: string; currency: string } {
  return { amount: formatAmount(money), currency: money.currency };
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
