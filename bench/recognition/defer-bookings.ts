import type { PostedEntry } from "../../db/journal/post-journal-entries";
import { postJournalEntries } from "../../db/journal/post-journal-entries";
import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { insertRows } from "../../db/write/insert-rows";
import { systemActor } from "../../domain/actor";
import type { PartnerRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import { accounts } from "../../domain/journal/accounts";
import { credit, debit } from "../../domain/journal/posting";
import { allocate, formatAmount, money } from "../../domain/money";
import { ticketDimensions } from "../../domain/posting/booking-dimensions";

const bookingsPerCommit = 500;

export interface Deferring {
  readonly customerId: number;
  readonly supplierId: number;
  readonly bookings: number;
  /** Slices of each booking's one schedule. */
  readonly linesEach: number;
  readonly issuedOn: string;
  /** The day on which all of it is earned. */
  readonly servedOn: string;
  /** Before the first booking's number: a partner can be filled more than once. */
  readonly after?: number;
}

/**
 * Issued bookings whose commission waits for one day: bookings, tickets, entries and schedules as
 * an issuance leaves them, many in one commit. Their references are `DUE-1` and so on.
 */
export async function deferBookings(scope: PartnerDatabase, deferring: Deferring): Promise<void> {
  const partner = await getPartner(scope);
  const { bookings, after = 0 } = deferring;
  for (let done = 0; done < bookings; done += bookingsPerCommit) {
    const count = Math.min(bookingsPerCommit, bookings - done);
    const numbers = Array.from({ length: count }, (_, index) => after + done + index + 1);
    await inTransaction(scope, (transaction) =>
      deferSome(transaction, numbers, { ...deferring, partner, at: toNow() }),
    );
  }
}

interface Sold {
  readonly number: number;
  readonly publicId: string;
  readonly bookingId: number;
  readonly ticketId: number;
}

type Filling = Deferring & { readonly partner: PartnerRecord; readonly at: string };

async function deferSome(
  transaction: PartnerTransaction,
  numbers: readonly number[],
  filling: Filling,
): Promise<void> {
  const sold = await insertSold(transaction, numbers, filling);
  const [posted] = await postJournalEntries(
    transaction,
    sold.map((each) => toPosting(each, filling)),
    {
      partner: filling.partner,
      context: { actor: systemActor },
      at: filling.at,
      furtherAccounts: [accounts.airCommission],
    },
  );
  invariant(posted !== undefined, "something was sold");
  await insertSchedules(transaction, sold, { ...filling, accountIds: posted.accountIds });
}

/** The audit takes no row that is older than the one before it. */
function toNow(): string {
  return toDateTime(new Date().toISOString().replace("Z", "000Z"));
}

/** From 28.00 on, another amount for each booking. */
function commissionOf(number: number) {
  return money("BDT", BigInt(2_800 + (number % 97)));
}

function toPosting({ number, publicId, bookingId, ticketId }: Sold, filling: Filling) {
  const { customerId, supplierId, issuedOn, servedOn } = filling;
  const dimensions = ticketDimensions(
    { bookingId, customerId, productCode: "air" },
    { ticketId, supplierId, serviceDate: servedOn },
  );
  return {
    postingKey: `issue:${publicId}`,
    sourceType: "booking",
    sourceId: publicId,
    eventDate: issuedOn,
    description: `Issuance of DUE-${number}`,
    lines: [
      debit(accounts.commissionReceivable, commissionOf(number), dimensions),
      credit(accounts.deferredAirRevenue, commissionOf(number), dimensions),
    ],
  };
}

async function insertSold(
  transaction: PartnerTransaction,
  numbers: readonly number[],
  { customerId, supplierId, issuedOn, at }: Filling,
): Promise<Sold[]> {
  const publicIds = numbers.map(() => newId("booking"));
  // The rows of one INSERT have ids one after the other.
  const booking = await insertRows(
    transaction,
    "bookings",
    numbers.map((number, index) => ({
      public_id: publicIds[index] ?? "",
      booking_reference: `DUE-${number}`,
      customer_id: customerId,
      state: "ISSUED",
      currency: "BDT",
      fare_amount: "400.00",
      tax_amount: "0",
      charge_amount: "0",
      vat_amount: "0",
      total_amount: "400.00",
      issued_at: at,
      issued_on: issuedOn,
    })),
  );
  const passenger = await insertRows(
    transaction,
    "booking_passengers",
    numbers.map((_, index) => ({
      booking_id: booking + index,
      passenger_number: 1,
      passenger_type: "ADT",
      surname: "RAHMAN",
      given_names: "TANVIR MR",
    })),
  );
  const fareParts = { currency: "BDT", base_amount: "400.00", tax_amount: "0" };
  const fare = await insertRows(
    transaction,
    "booking_fares",
    numbers.map((number, index) => ({
      ...fareParts,
      booking_id: booking + index,
      booking_passenger_id: passenger + index,
      fare_number: 1,
      supplier_id: supplierId,
      total_amount: "400.00",
      commission_amount: formatAmount(commissionOf(number)),
      form_of_payment: "cash",
    })),
  );
  const ticket = await insertRows(
    transaction,
    "booking_tickets",
    numbers.map((number, index) => {
      const ticketNumber = `997${String(number).padStart(10, "0")}`;
      return {
        ...fareParts,
        booking_id: booking + index,
        booking_passenger_id: passenger + index,
        booking_fare_id: fare + index,
        supplier_id: supplierId,
        ticket_number: ticketNumber,
        first_ticket_number: ticketNumber,
        issued_on: issuedOn,
        commission_amount: formatAmount(commissionOf(number)),
      };
    }),
  );
  return numbers.map((number, index) => ({
    number,
    publicId: publicIds[index] ?? "",
    bookingId: booking + index,
    ticketId: ticket + index,
  }));
}

async function insertSchedules(
  transaction: PartnerTransaction,
  sold: readonly Sold[],
  { linesEach, servedOn, accountIds }: Filling & Pick<PostedEntry, "accountIds">,
): Promise<void> {
  const first = await insertRows(
    transaction,
    "revenue_schedules",
    sold.map(({ number, publicId, bookingId, ticketId }) => ({
      public_id: newId("revenueSchedule"),
      booking_id: bookingId,
      booking_ticket_id: ticketId,
      schedule_kind: "commission",
      recognition_policy: "per_segment",
      deferred_account_id: accountIds.get(accounts.deferredAirRevenue) ?? 0,
      recognised_account_id: accountIds.get(accounts.airCommission) ?? 0,
      transaction_currency: "BDT",
      transaction_amount: formatAmount(commissionOf(number)),
      functional_currency: "BDT",
      functional_amount: formatAmount(commissionOf(number)),
      posting_key: `issue:${publicId}`,
    })),
  );
  const weights = Array.from({ length: linesEach }, () => 1n);
  await insertRows(
    transaction,
    "revenue_schedule_lines",
    sold.flatMap(({ number }, index) =>
      allocate(commissionOf(number), weights).map((part, line) => ({
        revenue_schedule_id: first + index,
        line_number: line + 1,
        recognise_on: servedOn,
        transaction_amount: formatAmount(part),
        functional_amount: formatAmount(part),
      })),
    ),
  );
}
