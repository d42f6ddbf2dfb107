import { getStoredEntry } from "../../db/journal/get-stored-entry";
import { listRevenueSchedules } from "../../db/journal/list-revenue-schedules";
import { loadRates } from "../../db/journal/load-rates";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getPartner } from "../../db/read/get-partner";
import { listVoidCutOffs } from "../../db/read/list-void-cut-offs";
import type { BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import type { VoidedTickets } from "../../domain/choose-voided-tickets";
import { chooseVoidedTickets } from "../../domain/choose-voided-tickets";
import { invariant } from "../../domain/invariant";
import type { Posting } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import type { ScheduleRelease } from "../../domain/posting/schedule";
import { postVoid } from "../../domain/posting/void";
import { Refusal } from "../../domain/refusal";
import { formatTicketNumber } from "../../domain/ticket-number";
import { voidCutOffAt } from "../../domain/void-window";
import type { VoidTicketsInput } from "../../temporal/contract/void-tickets";

export interface PlannedVoid {
  readonly partner: PartnerRecord;
  readonly chosen: VoidedTickets;
  /** The reversal first; then what a run had recognised, and the fee, where there is one. */
  readonly postings: readonly Posting[];
  readonly releases: readonly ScheduleRelease[];
}

/**
 * What a void does to the books, from what stands in them. Refuses tickets that cannot be voided,
 * and a void after the supplier's cut-off, or of what is not in its issuance any more
 * (`TICKET_NOT_VOIDABLE`, `VOID_WINDOW_CLOSED`).
 */
export async function planVoid(
  scope: PartnerDatabase,
  booking: BookingRecord,
  input: VoidTicketsInput,
  voidedAt: string,
): Promise<PlannedVoid> {
  const partner = await getPartner(scope);
  const chosen = chooseVoidedTickets(
    booking,
    input.ticketNumbers.length === 0 ? "all" : input.ticketNumbers,
  );
  const issuance = await getIssuance(scope, input.bookingId);
  const ticketIds = new Set(chosen.tickets.map(({ ticketId }) => ticketId));
  const schedules = await listRevenueSchedules(scope, booking.bookingId);
  const eventDate = dayIn(partner.timeZone, voidedAt);
  const rateOf = await loadRates(scope, [{ amount: booking.total }], partner, eventDate);
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const posting = postVoid(
    {
      sale: {
        bookingId: booking.bookingId,
        customerId: booking.customer.customerId,
        productCode: booking.productCode,
        ...(booking.branchId === null ? {} : { branchId: booking.branchId }),
      },
      issuance,
      ...(chosen.part === undefined ? {} : { part: chosen.part }),
      schedules: schedules.filter(({ ticketId }) => ticketIds.has(ticketId)),
      voidedAt,
      cutOffAt: await getCutOff(scope, partner, booking, chosen),
      ...(input.fee === null
        ? {}
        : { fee: { amount: parseMoney(input.fee.amount), vat: parseMoney(input.fee.vat) } }),
    },
    { functional, ...(reporting === null ? {} : { reporting }), rateOf },
  );
  const numbers = chosen.tickets.map(({ number }) => formatTicketNumber(number)).join(", ");
  const entry = { sourceType: "booking", sourceId: booking.publicId, eventDate };
  const furtherEntries = [
    {
      lines: posting.recognitionLines,
      postingKey: voidPostingKeys.recognition(input.operationId),
      description: `Recognition taken back by the void of ${booking.reference}: ${numbers}`,
    },
    {
      lines: posting.feeLines,
      postingKey: voidPostingKeys.fee(input.operationId),
      description: `Void fee of ${booking.reference}: ${numbers}`,
    },
  ].filter(({ lines }) => lines.length > 0);
  return {
    partner,
    chosen,
    releases: posting.releases,
    postings: [
      {
        ...entry,
        ...posting.reversal,
        postingKey: voidPostingKeys.reversal(input.operationId),
        description: `Void of ${booking.reference}: ${numbers}`.slice(0, 400),
      },
      ...furtherEntries.map((further) => ({
        ...entry,
        ...further,
        description: further.description.slice(0, 400),
      })),
    ],
  };
}

/** A void posts once: its operation is its key. */
export const voidPostingKeys = {
  reversal: (operationId: string) => `void:${operationId}`,
  recognition: (operationId: string) => `void-recognition:${operationId}`,
  fee: (operationId: string) => `void-fee:${operationId}`,
} as const;

async function getIssuance(scope: PartnerDatabase, bookingId: string) {
  const entry = await scope.db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("posting_key", "=", `issue:${bookingId}`)
    .executeTakeFirst();
  invariant(entry !== undefined, "tickets stand in the books with their entry or not at all");
  return getStoredEntry(scope, entry.journal_entry_id);
}

/** The earliest of the suppliers'. */
async function getCutOff(
  scope: PartnerDatabase,
  partner: PartnerRecord,
  booking: BookingRecord,
  { tickets }: VoidedTickets,
): Promise<string> {
  const suppliers = new Map(booking.fares.map((fare) => [fare.fareId, fare.supplier.supplierId]));
  const rules = await listVoidCutOffs(scope, partner, [...suppliers.values()]);
  const [first] = tickets
    .map(({ fareId, issuedOn }) => {
      const rule = rules.get(suppliers.get(fareId) ?? 0);
      invariant(rule !== undefined, "each ticket has its supplier");
      return voidCutOffAt({ issuedOn, ...rule });
    })
    .toSorted();
  if (first === undefined) throw new Refusal("TICKET_NOT_VOIDABLE", "Nothing is to be voided.");
  return first;
}
