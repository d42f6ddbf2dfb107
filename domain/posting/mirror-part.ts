import { invariant } from "../invariant";
import { accounts } from "../journal/accounts";
import type { EntryLine } from "../journal/build-entry";
import type { PostingLine } from "../journal/posting";
import type { StoredEntry } from "../journal/reverse-entry";
import { mirrorAsBooked } from "../journal/reverse-entry";
import { Refusal } from "../refusal";
import type { VoidedPart } from "./void";

/**
 * Mirrors what an issuance booked for some of its tickets, and takes off the customer's debt what
 * these came to. All parts of an issuance together are its exact mirror. Refuses an entry that was
 * reversed as a whole (`ENTRY_ALREADY_REVERSED`).
 */
export function mirrorPart(
  { journalEntryId, isReversed, lines }: StoredEntry,
  { ticketIds, isRest }: VoidedPart,
): PostingLine[] {
  if (isReversed) {
    throw new Refusal("ENTRY_ALREADY_REVERSED", "An entry is reversed at most once.", {
      journalEntryId,
    });
  }
  const debt = lines.find(isDebt);
  const ofPart = lines.filter((line) => {
    const { ticketId } = line.dimensions;
    return ticketId === undefined ? isRest && line !== debt : ticketIds.has(ticketId);
  });
  return [...debtLines(debt, ofPart), ...mirrorAsBooked(ofPart)];
}

/** The customer's, for the booking as a whole. */
function isDebt({ account, dimensions }: EntryLine): boolean {
  return account === accounts.receivable && dimensions.ticketId === undefined;
}

/** What the customer owed for these lines, given back at what it was booked for. */
function debtLines(debt: EntryLine | undefined, ofPart: readonly EntryLine[]): PostingLine[] {
  const net = (amountOf: (line: EntryLine) => bigint): bigint =>
    ofPart.reduce(
      (sum, line) => (line.side === "credit" ? sum + amountOf(line) : sum - amountOf(line)),
      0n,
    );
  const minor = net((line) => line.transaction.minor);
  if (minor === 0n) return [];
  invariant(debt !== undefined, "what was not settled by card is owed by the customer");
  const side = minor > 0n ? "debit" : "credit";
  const sign = minor > 0n ? 1n : -1n;
  const { reporting, reportingFxRate } = debt;
  return mirrorAsBooked([
    {
      ...debt,
      side,
      transaction: { ...debt.transaction, minor: sign * minor },
      functional: { ...debt.functional, minor: sign * net((line) => line.functional.minor) },
      ...(reporting === undefined || reportingFxRate === undefined
        ? {}
        : {
            reporting: {
              ...reporting,
              minor: sign * net((line) => line.reporting?.minor ?? 0n),
            },
            reportingFxRate,
          }),
    },
  ]);
}
