export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Plain columns, as wide as what stands in them. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => (line[index] ?? "").length)),
  );
  return lines.map((line) =>
    columns
      .map(({ align = "left" }, index) => {
        const [text = "", width = 0] = [line[index], widths[index]];
        return align === "right" ? text.padStart(width) : text.padEnd(width);
      })
      .join("   ")
      .trimEnd(),
  );
}

/** Names beside what they stand for. */
export function formatPairs(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}   ${value}`);
}

/** `50800.00` as people read it: `50,800.00`. */
export function formatAmount(amount: string): string {
  const [whole = "", decimals] = amount.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
