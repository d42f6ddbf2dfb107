import { randomInt } from "node:crypto";

import { randomSource } from "../../harness/random";
import type { Cell } from "./open-matrix";

/** Others in every run; those that failed again with their seed. */
export const matrixSeed = Number(process.env["FAULT_MATRIX_SEED"] ?? randomInt(2 ** 31));

/**
 * The cells of this run: all, or, with FAULT_MATRIX=half, every other one of those in which the
 * supplier misbehaves (each step keeps some of them), chosen anew in each run. Any other value is a
 * pattern: those whose workflow and supplier it fits.
 */
export function chooseCells(cells: readonly Cell[]): readonly Cell[] {
  const choice = process.env["FAULT_MATRIX"] ?? "";
  if (choice === "") return cells;
  if (choice !== "half") {
    const pattern = new RegExp(choice);
    return cells.filter(({ act, supplier }) => pattern.test(`${act.name} × ${supplier.name}`));
  }
  const isFirst = randomSource(matrixSeed).integer(2) === 0;
  let place = 0;
  return cells.filter(({ harm }) => {
    if (harm.kind !== "behaviour") return true;
    place += 1;
    return (place % 2 === 0) === isFirst;
  });
}
