import fs from "node:fs";
import path from "node:path";

import { type SupplierCapabilities, supplierOperations } from "../../../suppliers/port";
import { faults } from "./contract-harness";
import type { Cell } from "./run-cell";

/**
 * The report is committed, so that a change of what an adapter says shows in review.
 * WRITE_CONTRACTS=1 writes it anew.
 */
export function expectReport(
  name: string,
  capabilities: SupplierCapabilities,
  cells: readonly Cell[],
): void {
  const file = path.resolve(`docs/contracts/${name}.md`);
  const report = renderReport(name, capabilities, cells);
  if (process.env["WRITE_CONTRACTS"] === "1") fs.writeFileSync(file, report);
  expect(fs.readFileSync(file, "utf8")).toBe(report);
}

function renderReport(
  name: string,
  {
    operations,
    keepsIdempotencyKey,
    confirmsLater,
    voidsInPart,
    refundsCoupons,
    keepsResidual,
    seatsMax,
  }: SupplierCapabilities,
  cells: readonly Cell[],
): string {
  const rows = cells
    .toSorted(
      (left, right) =>
        supplierOperations.indexOf(left.operation) - supplierOperations.indexOf(right.operation) ||
        faults.indexOf(left.fault) - faults.indexOf(right.fault),
    )
    .map((cell) => [
      `\`${cell.operation}\``,
      cell.fault,
      // Either may win, as the second answer meets the connection or not.
      cell.fault === "duplicate answer" ? "done, or as for a lost answer" : cell.outcome,
      cell.effects === undefined ? "-" : String(cell.effects),
      cell.askedAgain,
      cell.effectsAtLast === undefined ? "-" : String(cell.effectsAtLast),
    ]);
  const missing = supplierOperations.filter((operation) => !operations.has(operation));
  return [
    `# The contract of ${name}`,
    "",
    "What `tests/suppliers/contract/` found against the sandbox; written by `WRITE_CONTRACTS=1`, never by hand.",
    "",
    `- Operations: ${[...operations].map((operation) => `\`${operation}\``).join(", ")}.`,
    `- Not supported: ${missing.map((operation) => `\`${operation}\``).join(", ")}.`,
    `- Keeps our idempotency key: ${yesOrNo(keepsIdempotencyKey)}. Confirms later: ${yesOrNo(confirmsLater)}. Voids in part: ${yesOrNo(voidsInPart)}. Refunds single coupons: ${yesOrNo(refundsCoupons)}. Keeps a residual as an EMD: ${yesOrNo(keepsResidual)}.${operations.has("searchOffers") ? ` Seats of one offer: ${seatsMax}.` : ""}${operations.has("searchStays") ? ` Rooms of one offer: ${seatsMax}.` : ""}`,
    "",
    ...renderTable(
      ["operation", "fault", "outcome", "done by then", "asked again", "done at last"],
      rows,
    ),
    "",
  ].join("\n");
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

/** As the formatter writes tables. */
function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
