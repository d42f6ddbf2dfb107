import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import { formatAmount } from "../../domain/money";

interface Sums {
  gross: bigint;
  taxes: bigint;
  commission: bigint;
  remittance: bigint;
}

/** What a file comes to in each of its currencies. */
export class BspTotals {
  readonly #byCurrency = new Map<string, Sums>();

  add({ currency, gross, taxes, commission, remittance }: BspTransaction): void {
    const sums = this.#byCurrency.get(currency) ?? empty();
    sums.gross += gross;
    for (const { amount } of taxes) sums.taxes += amount;
    sums.commission += commission;
    sums.remittance += remittance;
    this.#byCurrency.set(currency, sums);
  }

  /** Amounts as decimal texts, by currency. */
  toJson(): Readonly<Record<string, Readonly<Record<keyof Sums, string>>>> {
    return Object.fromEntries(
      [...this.#byCurrency].map(([currency, sums]) => {
        const format = (minor: bigint) => formatAmount({ currency, minor });
        return [
          currency,
          {
            gross: format(sums.gross),
            taxes: format(sums.taxes),
            commission: format(sums.commission),
            remittance: format(sums.remittance),
          },
        ];
      }),
    );
  }
}

function empty(): Sums {
  return { gross: 0n, taxes: 0n, commission: 0n, remittance: 0n };
}
