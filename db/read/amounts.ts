import type { Money } from "../../domain/money";
import { parseMoney } from "../../domain/money";

/** A DECIMAL(18,3) column in its row's currency; a row with too many decimals is refused. */
export function toMoney(amount: string, currency: string): Money {
  return parseMoney({ amount, currency });
}

/** `2026-11-21 07:30:00` of a DATETIME without zone, as `2026-11-21T07:30`. */
export function toLocalMinutes(text: string): string {
  return text.slice(0, 16).replace(" ", "T");
}

/** A DATETIME(6) in UTC as an RFC 3339 instant. */
export function toInstant(text: string): string {
  return `${text.replace(" ", "T")}Z`;
}

/** An instant as MySQL takes it for a DATETIME(6) in UTC. */
export function toDateTime(instant: string): string {
  return instant.replace("T", " ").replace("Z", "");
}
