import type { End } from "./harms";
import { rightEnd } from "./harms";
import type { Cell } from "./open-matrix";

/** Whether a person is asked on the way to the right end. */
export function asksPerson({ changeCount, step, harm }: Cell): boolean {
  if (harm.kind === "books refuse") return true;
  const isRefusedChange =
    harm.kind === "behaviour" &&
    harm.behaviour === "refuses" &&
    step.kind === "call" &&
    step.phase === "change";
  return changeCount > 1 && isRefusedChange;
}

export function endOf(cell: Cell): End {
  return asksPerson(cell) ? "done" : rightEnd(cell.step, cell.harm);
}
