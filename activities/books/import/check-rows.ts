import type { PostableAccount } from "../../../db/journal/get-postable-accounts";
import { assertParties, assertPostable } from "../../../db/journal/get-postable-accounts";
import type { ImportFinding } from "../../../domain/interchange/imported-rows";
import type { ImportedRow } from "../../../domain/interchange/read-row";
import type { Dimensions, PostingLine } from "../../../domain/journal/posting";
import { Refusal } from "../../../domain/refusal";
import type { NamedRows } from "./find-named-rows";

/** A row as a line of a posting: whom it names is known, and its account takes it. */
export function toPostingLine(
  row: ImportedRow,
  {
    accounts,
    named,
  }: { readonly accounts: ReadonlyMap<string, PostableAccount>; readonly named: NamedRows },
): { readonly line: PostingLine } | { readonly findings: readonly ImportFinding[] } {
  const unknown = (["customer", "supplier", "branch"] as const).filter((kind) => {
    const code = row.codes[kind];
    return code !== undefined && !named[kind].has(code);
  });
  if (unknown.length > 0) {
    return {
      findings: unknown.map((column) => ({
        line: row.line,
        column,
        code: "NOT_FOUND",
        text: `There is no ${column} ${row.codes[column]}.`,
      })),
    };
  }
  const line = { ...row.posting, dimensions: dimensionsOf(row, named) };
  try {
    assertPostable([line.account], accounts);
    assertParties([line], accounts);
    return { line };
  } catch (error) {
    return { findings: [toFinding(error, { line: row.line, column: "account" })] };
  }
}

/** A refusal as what is wrong with a place of the file. */
export function toFinding(
  error: unknown,
  place: Pick<ImportFinding, "line" | "column">,
): ImportFinding {
  if (!(error instanceof Refusal)) throw error;
  return { ...place, code: error.code, text: error.message };
}

function dimensionsOf({ codes, ...row }: ImportedRow, named: NamedRows): Dimensions {
  const idOf = (kind: keyof NamedRows) => named[kind].get(codes[kind] ?? "");
  const [customerId, supplierId, branchId] = [idOf("customer"), idOf("supplier"), idOf("branch")];
  return {
    ...(customerId === undefined ? {} : { customerId }),
    ...(supplierId === undefined ? {} : { supplierId }),
    ...(branchId === undefined ? {} : { branchId }),
    ...(row.serviceDate === undefined ? {} : { serviceDate: row.serviceDate }),
    ...(row.productCode === undefined ? {} : { productCode: row.productCode }),
    ...(row.taxCode === undefined ? {} : { taxCode: row.taxCode }),
  };
}
