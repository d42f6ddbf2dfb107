import { findPostableAccounts } from "../../../db/journal/get-postable-accounts";
import type { PartnerDatabase } from "../../../db/partner-scope";
import type { PartnerRecord } from "../../../domain/booking-record";
import type { ImportedEntry } from "../../../domain/interchange/imported-entries";
import { groupEntries } from "../../../domain/interchange/imported-entries";
import type {
  ImportFinding,
  ImportKind,
  NamedRecord,
} from "../../../domain/interchange/imported-rows";
import { nameCells } from "../../../domain/interchange/imported-rows";
import type { ImportedRow, OpeningEntry } from "../../../domain/interchange/read-row";
import { readRow } from "../../../domain/interchange/read-row";
import type { Posting, PostingLine } from "../../../domain/journal/posting";
import type { PostingOfFile } from "./check-entries";
import { checkEntries } from "./check-entries";
import { toPostingLine } from "./check-rows";
import { findNamedRows } from "./find-named-rows";
import { readCsv } from "./read-csv";

export interface FileToImport {
  readonly importId: string;
  readonly kind: ImportKind;
  readonly text: string;
  /** Of opening balances: the day they are of. */
  readonly openingOn: string | null;
  /** Codes of the branches that each row has to name one of; absent: any or none. */
  readonly branches?: ReadonlySet<string>;
}

export interface CheckedImport {
  readonly rowCount: number;
  readonly postings: readonly Posting[];
  /** In the order of their lines; postings may be posted only where there is none. */
  readonly findings: readonly ImportFinding[];
}

/** Finds everything for which a file would be refused, without writing anything. */
export async function checkImport(
  scope: PartnerDatabase,
  partner: PartnerRecord,
  file: FileToImport,
): Promise<CheckedImport> {
  const csv = readCsv(file.text);
  const named = nameCells(file.kind, csv.records);
  const opening = openingOf(file);
  const { functionalCurrency } = partner;
  const read = named.records.map((record) =>
    readRow(record, { functionalCurrency, ...(opening === undefined ? {} : { opening }) }),
  );
  const rows = read.flatMap((each) => ("row" in each ? each.row : []));
  const grouped = groupEntries(rows);
  const resolved = await resolve(scope, rows);
  const findings = [
    ...csv.findings,
    ...named.findings,
    ...read.flatMap((each) => ("row" in each ? [] : each.findings)),
    ...grouped.findings,
    ...resolved.findings,
    ...rows.flatMap((row) => toBranchFinding(row, file.branches)),
  ];
  const postings = toPostings(file, grouped.entries, resolved.lines);
  const whole = withoutFaulty(postings, findings, named.records);
  findings.push(...(await checkEntries(scope, partner, whole)));
  return {
    rowCount: named.records.length,
    postings: postings.map(({ posting }) => posting),
    findings: findings.toSorted((left, right) => left.line - right.line),
  };
}

function openingOf({ kind, openingOn, importId }: FileToImport): OpeningEntry | undefined {
  return kind === "journal" || openingOn === null
    ? undefined
    : { entry: importId, date: openingOn, description: `Opening balances of ${openingOn}` };
}

type LinesByRow = ReadonlyMap<ImportedRow, PostingLine>;

async function resolve(
  scope: PartnerDatabase,
  rows: readonly ImportedRow[],
): Promise<{ readonly lines: LinesByRow; readonly findings: readonly ImportFinding[] }> {
  const accounts = await findPostableAccounts(
    scope,
    rows.map(({ posting }) => posting.account),
  );
  const named = await findNamedRows(scope, rows);
  const lines = new Map<ImportedRow, PostingLine>();
  const findings: ImportFinding[] = [];
  for (const row of rows) {
    const resolved = toPostingLine(row, { accounts, named });
    if ("line" in resolved) lines.set(row, resolved.line);
    else findings.push(...resolved.findings);
  }
  return { lines, findings };
}

function toPostings(
  { importId, kind }: FileToImport,
  entries: readonly ImportedEntry[],
  lines: LinesByRow,
): PostingOfFile[] {
  return entries.map(({ line, entry, date, description, rows }) => ({
    line,
    posting: {
      // Whatever file it comes in, an entry of the other program is imported once.
      postingKey: kind === "journal" ? `import:${entry}` : `import:opening:${date}`,
      sourceType: kind === "journal" ? "journal_import" : "opening_balances",
      sourceId: importId,
      eventDate: date,
      description,
      lines: rows.flatMap((row) => lines.get(row) ?? []),
    },
  }));
}

/** Of an entry with a bad row it would only be said that it does not balance without it. */
function withoutFaulty(
  entries: readonly PostingOfFile[],
  findings: readonly ImportFinding[],
  records: readonly NamedRecord[],
): PostingOfFile[] {
  const bad = new Set(findings.map(({ line }) => line));
  const faulty = new Set(
    records.filter(({ line }) => bad.has(line)).map(({ cells }) => `import:${cells.entry}`),
  );
  return entries.filter(
    ({ posting: { sourceType, postingKey } }) =>
      bad.size === 0 || (sourceType === "journal_import" && !faulty.has(postingKey)),
  );
}

function toBranchFinding(
  { line, codes }: ImportedRow,
  branches: ReadonlySet<string> | undefined,
): ImportFinding[] {
  if (branches === undefined || (codes.branch !== undefined && branches.has(codes.branch))) {
    return [];
  }
  const text = `The row names none of the branches you are held to: ${[...branches].join(", ")}.`;
  return [{ line, column: "branch", code: "BRANCH_NOT_ALLOWED", text }];
}
