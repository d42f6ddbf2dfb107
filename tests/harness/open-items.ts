import type { Money } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import type { OpenItem } from "../../domain/posting/open-item";

/** `640.00 USD`. */
export function readMoney(text: string): Money {
  const [amount = "", currency = ""] = text.split(" ");
  return parseMoney({ amount, currency });
}

/** `1101 Dr 640.00 USD = 75093.25 BDT @ 117.33320000`, the worth only where it is foreign. */
export function openItem(text: string, dimensions: OpenItem["dimensions"] = {}): OpenItem {
  const [balance = "", worth] = text.split(" = ");
  const [account = "", side, amount = "", currency = ""] = balance.split(" ");
  const item = {
    account,
    side: side === "Dr" ? "debit" : "credit",
    amount: parseMoney({ amount, currency }),
    dimensions,
  } as const;
  if (worth === undefined) return item;
  const [functional = "", fxRate = ""] = worth.split(" @ ");
  return { ...item, carriedAt: { functional: readMoney(functional), fxRate } };
}
