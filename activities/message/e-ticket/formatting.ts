import type { FormOfPayment } from "../../../domain/fare";
import type { MoneyJson } from "../../../domain/money";
import { formatTicketNumber } from "../../../domain/ticket-number";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const localPattern = /^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):([0-5]\d))?$/;
const dayMs = 86_400_000;

export interface LocalTime {
  /** `Sun` */
  readonly weekday: string;
  /** `15 Nov` */
  readonly day: string;
  readonly year: string;
  /** `15 Nov 2026` */
  readonly date: string;
  /** `10:15`, empty for a date alone. */
  readonly time: string;
  /** As if at UTC: for differences between times of one place, and for days. */
  readonly epochMs: number;
}

/** Reads `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm` as it stands: no time zone touches it. */
export function parseLocal(text: string): LocalTime {
  const match = localPattern.exec(text);
  const [, year = "", month = "", day = "", hours = "0", minutes = "0"] = match ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (!match || date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    throw new TypeError(`"${text}" is not a local date or time.`);
  }
  const shortDay = `${Number(day)} ${months[date.getUTCMonth()]}`;
  return {
    weekday: weekdays[date.getUTCDay()] ?? "",
    day: shortDay,
    year,
    date: `${shortDay} ${year}`,
    time: match[4] === undefined ? "" : `${hours}:${minutes}`,
    epochMs: date.getTime() + (Number(hours) * 60 + Number(minutes)) * 60_000,
  };
}

/** `+1 day` where the arrival's date is the next one, `−1 day` over the date line, else nothing. */
export function formatDayShift(departs: LocalTime, arrives: LocalTime): string {
  const days = Math.floor(arrives.epochMs / dayMs) - Math.floor(departs.epochMs / dayMs);
  if (days === 0) return "";
  return `${days > 0 ? "+" : "−"}${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"}`;
}

/** `49,650.00` */
export function groupAmount(amount: string): string {
  const [whole = "", fraction] = amount.split(".");
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `BDT 49,650.00` */
export function formatMoney({ amount, currency }: MoneyJson): string {
  return `${currency} ${groupAmount(amount)}`;
}

/** `Qatar Airways (QR)`, and `QR` where its name isn't known. */
export function formatNamed({ code, name }: { code: string; name: string }): string {
  return name === "" || name === code ? code : `${name} (${code})`;
}

/** `CASH`, or `VISA ····1111`. */
export function formatFormOfPayment(form: FormOfPayment): string {
  return form.kind === "cash" ? "CASH" : `${form.brand.toUpperCase()} ····${form.lastFour}`;
}

/** `157-1234567890`, and `157-1234567890-91` for a conjunction, as a GDS prints it. */
export function formatDocumentNumber(number: string, conjunction: readonly string[] = []): string {
  const last = conjunction.at(-1) ?? number;
  return formatTicketNumber(number) + (last === number ? "" : `-${last.slice(-2)}`);
}

/** `2 h 35 min` */
export function formatDuration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
}
