import { invariant } from "../../domain/invariant";
import type { NumberFormat } from "../../domain/number-format";
import { seriesOf, writeNumber } from "../../domain/number-format";
import type { PartnerTransaction } from "../partner-scope";
import { takeFromSequence } from "../write/sequence";
import type { VersionedBooks } from "./posting-books";
import { takeEntryNumbers } from "./posting-books";

/** An entry's number as its columns hold it. */
export interface EntryNumber {
  readonly entry_number: number;
  readonly entry_reference: string | null;
  readonly year_number: number | null;
}

/**
 * Takes gap-free numbers for entries of these fiscal years, in their order, and writes them as the
 * partner settles. The numbers over all years are taken first and held until the commit, so that
 * nobody waits for, or races, a fiscal year's own.
 */
export async function numberEntries(
  transaction: PartnerTransaction,
  books: VersionedBooks,
  fiscalYears: readonly number[],
): Promise<EntryNumber[]> {
  const first = await takeEntryNumbers(transaction, books, fiscalYears.length);
  const { numberFormat } = books;
  if (numberFormat === null) {
    return fiscalYears.map((_, index) => ({
      entry_number: first + index,
      entry_reference: null,
      year_number: null,
    }));
  }
  const yearNumbers = await takeYearNumbers(transaction, numberFormat, fiscalYears);
  return fiscalYears.map((fiscalYear, index) => {
    const entryNumber = first + index;
    const yearNumber = yearNumbers[index] ?? null;
    const written = { inYear: fiscalYear, number: yearNumber ?? entryNumber };
    return {
      entry_number: entryNumber,
      entry_reference: writeNumber(numberFormat, written),
      year_number: yearNumber,
    };
  });
}

/** The number of each entry in its fiscal year; none where the format has no year. */
async function takeYearNumbers(
  transaction: PartnerTransaction,
  format: NumberFormat,
  fiscalYears: readonly number[],
): Promise<number[]> {
  const next = new Map<number, number>();
  for (const fiscalYear of new Set(fiscalYears)) {
    const series = seriesOf("journal_entry", format, fiscalYear);
    if (series === "journal_entry") return [];
    const count = fiscalYears.filter((each) => each === fiscalYear).length;
    next.set(fiscalYear, await takeFromSequence(transaction, series, count));
  }
  return fiscalYears.map((fiscalYear) => {
    const number = next.get(fiscalYear);
    invariant(number !== undefined, "numbers were taken for each year");
    next.set(fiscalYear, number + 1);
    return number;
  });
}

export function numberAt(numbers: readonly EntryNumber[], index: number): EntryNumber {
  const number = numbers[index];
  invariant(number !== undefined, "each entry has its number");
  return number;
}
