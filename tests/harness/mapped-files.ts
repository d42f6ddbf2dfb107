import type { PlannedTransaction } from "./bsp-files";
import { agencies, numberOf } from "./bsp-files";

/** How a made-up AGTDATA download is read: a single figure of taxes, codes and words of its own. */
export const agtMapping = {
  name: "AGTDATA Bangladesh",
  source: "agtdata",
  market: "BD",
  columns: {
    code: "Type",
    airline: "Airline",
    document_number: "Document No",
    issued_on: "Issue Date",
    fare: "Fare",
    taxes: "Tax Total",
    gross: "Gross",
    commission: "Commission",
    form_of_payment: "FOP",
    currency: "Currency",
    passenger_name: "Passenger",
  },
  constants: { agent: agencies.own },
  codes: { TKT: "TKTT", RFD: "RFND" },
  forms_of_payment: { CASH: "CA", CARD: "CC" },
  day_format: "DD/MM/YYYY",
} as const;

const header =
  "Type,Airline,Document No,Issue Date,Fare,Tax Total,Gross,Commission,FOP,Currency,Passenger";

/** The rows of such a file: each sale as the download would have it. */
export function agtLines(sales: readonly PlannedTransaction[]): string[] {
  return [header, ...sales.map(toLine)];
}

function toLine(sale: PlannedTransaction): string {
  const format = (minor: bigint) => {
    const digits = (minor < 0n ? -minor : minor).toString().padStart(3, "0");
    return `${minor < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };
  const taxes = sale.taxes.reduce((sum, { amount }) => sum + amount, 0n);
  const [year = "", month = "", day = ""] = sale.issuedOn.split("-");
  return [
    sale.code === "TKTT" ? "TKT" : sale.code,
    sale.airline,
    numberOf(sale),
    `${day}/${month}/${year}`,
    format(sale.fare),
    format(taxes),
    format(sale.gross),
    format(sale.commission),
    "CASH",
    sale.currency,
    `"${sale.passengerName}"`,
  ].join(",");
}
