import type { End } from "./harms";
import { rightEnd } from "./harms";
import type { Cell } from "./open-matrix";

/** Whether a person is asked on the way to the right end. */
export function asksPerson({ act, changeCount, step, harm }: Cell): boolean {
  if (harm.kind === "books refuse") return true;
  if (harm.kind === "behaviour" && harm.thenRefuses !== undefined) return true;
  if (harm.kind !== "behaviour" || harm.behaviour !== "refuses" || step.kind !== "call")
    return false;
  return (
    (changeCount > 1 && step.phase === "change") ||
    (act.asksAfterChange === true && step.phase === "after")
  );
}

export function endOf(cell: Cell): End {
  return asksPerson(cell) ? "done" : rightEnd(cell.step, cell.harm);
}
