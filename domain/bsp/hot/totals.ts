import { inconsistent } from "../fixed-width/faults";
import type { FixedRecord } from "../fixed-width/record";

/** The five sums that a file states at four levels (DISH glossary), in a currency's units. */
export interface HotSums {
  /** Of what documents come to. */
  readonly GROS: bigint;
  /** Of what the agent remits. */
  readonly TREM: bigint;
  /** Of effective commission. */
  readonly TCOM: bigint;
  /** Of taxes, fees and penalties. */
  readonly TTMF: bigint;
  /** Of taxes on commission. */
  readonly TTCA: bigint;
}

const figures = ["GROS", "TREM", "TCOM", "TTMF", "TTCA"] as const satisfies (keyof HotSums)[];

export const noSums: HotSums = { GROS: 0n, TREM: 0n, TCOM: 0n, TTMF: 0n, TTCA: 0n };

export function addSums(left: HotSums, right: HotSums): HotSums {
  return {
    GROS: left.GROS + right.GROS,
    TREM: left.TREM + right.TREM,
    TCOM: left.TCOM + right.TCOM,
    TTMF: left.TTMF + right.TTMF,
    TTCA: left.TTCA + right.TTCA,
  };
}

/** What one level adds up by its key, until its totals are read. */
export class Level {
  readonly #sums = new Map<string, HotSums>();

  add(key: string, sums: HotSums): void {
    this.#sums.set(key, addSums(this.#sums.get(key) ?? noSums, sums));
  }

  /** Holds a record of totals to what was added up, which is then done with. */
  settle(key: string, record: FixedRecord): void {
    const sums = this.#sums.get(key) ?? noSums;
    for (const figure of figures) {
      const stated = record.amount(figure);
      if (stated === sums[figure]) continue;
      throw inconsistent(
        `${figure} of ${key}`,
        { stated: stated.toString(), found: sums[figure].toString() },
        { line: record.line, record: record.code, element: figure },
      );
    }
    this.#sums.delete(key);
  }

  /** Every sum that is not zero must have been stated by now. */
  end(record: string, line: number): void {
    for (const [key, sums] of this.#sums) {
      const figure = figures.find((name) => sums[name] !== 0n);
      if (figure === undefined) continue;
      throw inconsistent(
        `${record} of ${key}`,
        { stated: "nothing", found: `${figure} ${sums[figure]}` },
        { line, record },
      );
    }
    this.#sums.clear();
  }
}
