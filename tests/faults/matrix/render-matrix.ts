import { describeHarm, describeStep } from "./harms";
import type { Cell } from "./open-matrix";
import { asksPerson, endOf } from "./right-end";

/** The table of docs/fault-matrix.md: a row for each step, with how many cells end how. */
export function renderMatrix(cells: readonly Cell[]): string {
  const steps = group(cells, (cell) =>
    [cell.act.name, cell.supplier.name, describeStep(cell.step)].join(" | "),
  );
  const harms = group(cells, (cell) => describeHarm(cell.harm));
  return [
    ...table(
      ["workflow", "supplier", "step", ...counted],
      [
        ...[...steps].map(([step, of]) => [...step.split(" | "), ...counts(of)]),
        ["all", "", "", ...counts(cells)],
      ],
    ),
    "",
    ...table(
      ["harm", ...counted],
      [...harms].map(([harm, of]) => [harm, ...counts(of)]),
    ),
  ].join("\n");
}

const counted = ["cells", "done", "done, a person asked", "refused"];

function counts(cells: readonly Cell[]): string[] {
  const asked = cells.filter(asksPerson).length;
  const refused = cells.filter((cell) => endOf(cell) === "refused").length;
  return [cells.length, cells.length - asked - refused, asked, refused].map(String);
}

function group(
  cells: readonly Cell[],
  keyOf: (cell: Cell) => string,
): ReadonlyMap<string, readonly Cell[]> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(keyOf(cell), [...(groups.get(keyOf(cell)) ?? []), cell]);
  return groups;
}

/** Padded as the formatter has it. */
function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const rows = [head, ...body];
  const widths = head.map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
