import { type Money, money, parseMoney, sum } from "../../../domain/money";
import { findAt, listChildren, listDescendants, textAt, type XmlElement } from "../../xml/read-xml";
import { PnrUnreadableError, readWith, required } from "../pnr/unreadable";

/** What the PNR in the work area costs. */
export interface PnrPricing {
  /** Of the fares, which stored fares are made of. */
  readonly references: readonly string[];
  readonly total: Money;
  /** The last day on which all of it may be ticketed, `YYYY-MM-DD`, where Amadeus names one. */
  readonly lastTicketingOn: string | undefined;
}

/** Each fare is of one passenger, and for as many as it names; throws `PnrUnreadableError`. */
export function readPricing(reply: XmlElement, totalQualifier: string): PnrPricing {
  const fares = listChildren(reply, "fareList");
  const [first] = fares;
  if (first === undefined) throw new PnrUnreadableError("fareList", "is not there");
  const totals = fares.map((fare) => readTotal(fare, totalQualifier));
  const { currency } = required(totals[0], "fareList", "total");
  if (totals.some((total) => total.currency !== currency)) {
    throw new PnrUnreadableError("fareList", "mixes currencies");
  }
  return {
    references: fares.map((fare) =>
      required(textAt(fare, "fareReference", "uniqueReference"), "fareList", "uniqueReference"),
    ),
    total: sum(currency, totals),
    lastTicketingOn: fares.flatMap(readLastTicketing).toSorted().at(0),
  };
}

function readTotal(fare: XmlElement, qualifier: string): Money {
  const amounts = [
    ...listChildren(findAt(fare, "fareDataInformation"), "fareDataMainInformation"),
    ...listChildren(findAt(fare, "fareDataInformation"), "fareDataSupInformation"),
  ];
  const found = amounts.find((amount) => textAt(amount, "fareDataQualifier") === qualifier);
  const { currency, minor } = readWith("fareDataInformation", () =>
    parseMoney({
      amount: textAt(found, "fareAmount") ?? "",
      currency: textAt(found, "fareCurrency") ?? "",
    }),
  );
  const passengers = listDescendants(findAt(fare, "paxSegReference"), "refDetails").filter(
    (reference) => textAt(reference, "refQualifier")?.startsWith("P") === true,
  );
  if (passengers.length === 0) throw new PnrUnreadableError("fareList", "is for nobody");
  return money(currency, minor * BigInt(passengers.length));
}

function readLastTicketing(fare: XmlElement): string[] {
  const date = findAt(fare, "lastTktDate", "dateTime");
  const [year, month, day] = ["year", "month", "day"].map((part) => textAt(date, part));
  if (year === undefined || month === undefined || day === undefined) return [];
  return [`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`];
}
