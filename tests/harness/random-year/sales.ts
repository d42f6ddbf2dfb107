import * as fc from "fast-check";

import { insertRevenueReleases } from "../../../db/journal/insert-revenue-releases";
import { insertRevenueSchedules } from "../../../db/journal/insert-revenue-schedules";
import { listRevenueSchedules } from "../../../db/journal/list-revenue-schedules";
import { addDays } from "../../../domain/calendar";
import { add, money, zero } from "../../../domain/money";
import type { IssuanceEvent } from "../../../domain/posting/issuance";
import { postIssuance } from "../../../domain/posting/issuance";
import type { ScheduleRelease, StoredSchedule } from "../../../domain/posting/schedule";
import { postVoid } from "../../../domain/posting/void";
import type { ServiceSegment } from "../../../domain/recognition";
import { anyIssuance, grossOf, priceOf } from "../any-issuance";
import type { Agency, Besides, Sale } from "./agency";
import { book, bookOpening, booksOn, chance, replaceItems } from "./agency";
import type { BookingRows } from "./insert-booking";
import { insertBooking, insertFlights } from "./insert-booking";

const ticketsMax = 3;

/** Sells a random booking; what comes to nothing is not sold. */
export async function sell(agency: Agency, day: string): Promise<void> {
  const random = drawIssuance(agency);
  const nothing = zero(random.currency);
  const rows = await insertBooking(agency.books.scope, {
    customerId: agency.random.pick(agency.customers),
    supplierId: agency.random.pick(agency.suppliers),
    currency: random.currency,
    day,
    prices: [...random.tickets.map(({ base, taxes }) => add(base, taxes)), nothing, nothing],
  });
  const tickets = [];
  for (const [index, ticket] of random.tickets.entries()) {
    const ticketId = rows.tickets[index]?.id ?? 0;
    const segments = await fly(agency, { rows, ticketId, after: index * 10 }, () =>
      ticket.segments.map(() => leavesOn(agency, day)),
    );
    tickets.push({ ...ticket, ticketId, supplierId: rows.supplierId, segments });
  }
  const { bookingId, customerId } = rows;
  const event: IssuanceEvent = { ...random, bookingId, customerId, tickets };
  const { lines, deferrals } = postIssuance(event);
  const sold = {
    lines,
    description: `Sale of ${rows.reference}; ${event.tickets.length} tickets`,
    postingKey: `issue:${rows.publicId}`,
    sourceType: "booking",
    sourceId: rows.publicId,
  };
  const entry = await bookOpening(agency, day, sold, (transaction, posted) =>
    insertRevenueSchedules(transaction, deferrals, { ...posted, bookingId }),
  );
  if (entry === undefined) throw new Error("a sale has lines");
  agency.sales.push({
    event,
    rows,
    soldOn: day,
    journalEntryId: entry.journalEntryId,
    lines: entry.lines,
    spareTickets: rows.tickets.slice(event.tickets.length).map(({ id }) => id),
    told: new Set(),
    isOver: false,
  });
}

/** Within five months, now and then on the day of the sale. */
export function leavesOn(agency: Agency, day: string) {
  const departsOn = addDays(day, chance(agency, 10) ? 0 : agency.random.integer(150));
  return { departsOn, arrivesOn: addDays(departsOn, agency.random.integer(2)) };
}

export async function fly(
  agency: Agency,
  of: { readonly rows: BookingRows; readonly ticketId: number; readonly after: number },
  draw: () => { readonly departsOn: string; readonly arrivesOn: string }[],
): Promise<ServiceSegment[]> {
  const days = draw();
  const { bookingId } = of.rows;
  const ids = await insertFlights(agency.books.scope, { ...of, bookingId, days });
  return days.map((each, index) => ({ ...each, segmentId: ids[index] ?? 0 }));
}

/** What its tickets defer by now, as the books keep it. */
export function schedulesOf({ books }: Agency, { event }: Sale): Promise<StoredSchedule[]> {
  return listRevenueSchedules(books.scope, event.bookingId);
}

export function releasing(
  releases: readonly ScheduleRelease[],
  reason: "void" | "refund" | "exchange" | "memo",
): Besides {
  return (transaction, { postingKey }) =>
    insertRevenueReleases(transaction, releases, { reason, postingKey });
}

function drawIssuance({ random }: Agency): IssuanceEvent {
  const drawn = fc.sample(anyIssuance, { seed: random.integer(2 ** 31), numRuns: 50 });
  const fitting = drawn
    .map((event) => ({ ...event, tickets: event.tickets.slice(0, ticketsMax) }))
    .find((event) => grossOf(event.tickets) > 0n && priceOf(event) > 0n);
  if (fitting === undefined) throw new Error("of fifty sales one is worth something");
  return fitting;
}

/** On the day of the sale, before anything else has happened with it. */
export async function voidSale(agency: Agency, day: string): Promise<void> {
  const sale = agency.sales.findLast(({ soldOn, isOver }) => soldOn === day && !isOver);
  if (sale === undefined || !isUntouched(agency, sale)) return;
  const { currency } = sale.event;
  const schedules = await schedulesOf(agency, sale);
  const fee = { amount: money(currency, 300n), vat: money(currency, 45n) };
  const posting = postVoid(
    {
      sale: sale.event,
      issuance: { journalEntryId: sale.journalEntryId, isReversed: false, lines: sale.lines },
      schedules,
      voidedAt: `${day}T10:00:00Z`,
      cutOffAt: `${day}T17:30:00Z`,
      ...(chance(agency, 50) ? { fee } : {}),
    },
    booksOn(agency, day),
  );
  const { reversal, recognitionLines, releases } = posting;
  const took = { ...reversal, description: "Void" };
  await book(agency, day, took, releasing(releases, "void"));
  await book(agency, day, { lines: recognitionLines, description: "Void of what was earned" });
  await bookOpening(agency, day, { lines: posting.feeLines, description: "Void fee" });
  replaceItems(agency, itemsOf(agency, sale));
  sale.isOver = true;
}

function itemsOf(agency: Agency, { event }: Sale) {
  return agency.items.filter(({ dimensions }) => dimensions.bookingId === event.bookingId);
}

/** Whether every balance that the sale has opened still stands as it was opened. */
function isUntouched(agency: Agency, sale: Sale): boolean {
  const open = itemsOf(agency, sale).map(({ amount }) => amount.minor);
  const opened = sale.lines.filter(
    ({ account, transaction }) => /^(1101|1109|201[12])$/.test(account) && transaction.minor > 0n,
  );
  return (
    open.length === opened.length &&
    opened.every(({ transaction }) => open.includes(transaction.minor))
  );
}
