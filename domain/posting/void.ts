import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, mirrorLines, withoutZeroLines } from "../journal/posting";
import type { Reversal, StoredEntry } from "../journal/reverse-entry";
import { reverseEntry } from "../journal/reverse-entry";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add } from "../money";
import { Refusal } from "../refusal";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions, feeVatDimensions } from "./booking-dimensions";
import { mirrorPart } from "./mirror-part";
import { recogniseLines } from "./recognise";
import type { ScheduleRelease, StoredSchedule } from "./schedule";
import { releaseOf } from "./schedule";

export interface VoidEvent {
  readonly sale: SaleReference;
  /** The issuance as it stands in the journal. */
  readonly issuance: StoredEntry;
  /** Those of its tickets that are voided; absent where all are, at once. */
  readonly part?: VoidedPart;
  readonly schedules: readonly StoredSchedule[];
  /** Instants, ISO 8601 in UTC. */
  readonly voidedAt: string;
  /** The supplier's cut-off on the reporting day of issue. */
  readonly cutOffAt: string;
  readonly fee?: { readonly amount: Money; readonly vat: Money };
}

export interface VoidedPart {
  readonly ticketIds: ReadonlySet<number>;
  /** No ticket of the issuance is left: what was charged for the booking goes back as well. */
  readonly isRest: boolean;
}

export interface VoidPosting {
  /** Names the entry that it takes back where it takes back all of it at once. */
  readonly reversal: Pick<Reversal, "lines"> & Partial<Reversal>;
  /** An entry of its own, where a run recognised before the void what the issuance deferred. */
  readonly recognitionLines: readonly PostingLine[];
  /** An entry of its own; none where voiding is free. */
  readonly feeLines: readonly PostingLine[];
  readonly releases: readonly ScheduleRelease[];
}

/**
 * Books a void (accounting.md 5.4): the exact mirror of the stored issuance, or of the lines of
 * some of its tickets, and the fee by itself.
 * Refuses from the cut-off on (`VOID_WINDOW_CLOSED`), when only a refund is left.
 */
export function postVoid(event: VoidEvent, currencies: EntryCurrencies): VoidPosting {
  if (Date.parse(event.voidedAt) >= Date.parse(event.cutOffAt)) {
    throw new Refusal(
      "VOID_WINDOW_CLOSED",
      "The supplier's cut-off for voids has passed. Refund the ticket instead.",
      { voidedAt: event.voidedAt, cutOffAt: event.cutOffAt },
    );
  }
  const { issuance, part } = event;
  return {
    reversal: part === undefined ? reverseEntry(issuance) : { lines: mirrorPart(issuance, part) },
    recognitionLines: mirrorLines(
      event.schedules.flatMap((schedule) => recognisedLines(event.sale, schedule, currencies)),
    ),
    feeLines: feeLines(event),
    releases: event.schedules
      .map((schedule) => releaseOf(schedule, "all"))
      .filter(({ slices }) => slices.length > 0),
  };
}

function recognisedLines(
  sale: SaleReference,
  schedule: StoredSchedule,
  currencies: EntryCurrencies,
): PostingLine[] {
  return schedule.slices
    .filter(({ isRecognised }) => isRecognised)
    .flatMap((slice) =>
      recogniseLines({ sale, schedule, ...slice, servedOn: slice.recogniseOn }, currencies),
    );
}

function feeLines({ sale, fee }: VoidEvent): PostingLine[] {
  if (fee === undefined) return [];
  const dimensions = bookingDimensions(sale);
  return withoutZeroLines([
    debit(accounts.receivable, add(fee.amount, fee.vat), dimensions),
    credit(accounts.voidAndRefundFeeRevenue, fee.amount, dimensions),
    credit(accounts.outputVat, fee.vat, feeVatDimensions(sale)),
  ]);
}
