import { Refusal } from "../refusal";
import type { EntryLine } from "./build-entry";
import type { PostingLine } from "./posting";
import { mirrorLines } from "./posting";

/** An entry as it stands in the journal. */
export interface StoredEntry {
  readonly journalEntryId: number;
  readonly isReversed: boolean;
  readonly lines: readonly EntryLine[];
}

/** For a `Posting`: its lines, and the entry that it names. */
export interface Reversal {
  readonly reversesJournalEntryId: number;
  readonly lines: readonly PostingLine[];
}

/**
 * The exact mirror of a stored entry, line by line and in its order: accounts, dimensions,
 * amounts, rates and functional amounts unchanged, nothing computed anew (accounting.md 2).
 * Refuses an entry that was reversed before (`ENTRY_ALREADY_REVERSED`).
 */
export function reverseEntry(entry: StoredEntry): Reversal {
  if (entry.isReversed) {
    throw new Refusal("ENTRY_ALREADY_REVERSED", "An entry is reversed at most once.", {
      journalEntryId: entry.journalEntryId,
    });
  }
  return {
    reversesJournalEntryId: entry.journalEntryId,
    lines: mirrorAsBooked(entry.lines),
  };
}

/** Lines of stored entries on the other side, at the rates and amounts that they were booked at. */
export function mirrorAsBooked(lines: readonly EntryLine[]): PostingLine[] {
  return mirrorLines(lines.map(asBooked));
}

function asBooked(line: EntryLine): PostingLine {
  const { reporting, reportingFxRate } = line;
  return {
    account: line.account,
    side: line.side,
    amount: line.transaction,
    carriedAt: {
      functional: line.functional,
      fxRate: line.fxRate,
      reporting:
        reporting === undefined || reportingFxRate === undefined
          ? null
          : { amount: reporting, fxRate: reportingFxRate },
    },
    dimensions: line.dimensions,
  };
}
