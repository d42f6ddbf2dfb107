import * as fc from "fast-check";

import { addDays } from "../../../domain/calendar";
import { add, money, zero } from "../../../domain/money";
import { postExchange } from "../../../domain/posting/exchange";
import type { IssuanceEvent } from "../../../domain/posting/issuance";
import { postIssuance } from "../../../domain/posting/issuance";
import { postCreditMemo, postDebitMemo } from "../../../domain/posting/memo";
import { postRefund } from "../../../domain/posting/refund";
import { shortenSchedule } from "../../../domain/posting/schedule";
import { postVoid } from "../../../domain/posting/void";
import { anyIssuance, grossOf, priceOf } from "../any-issuance";
import { anyShares, refundOf } from "../any-refund";
import { storeSchedules } from "../posting-books";
import type { Agency, Sale } from "./agency";
import { book, bookOpening, booksOn, chance, partOf, replaceItems } from "./agency";
import { insertBooking } from "./insert-booking";

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
  const event: IssuanceEvent = {
    ...random,
    bookingId: rows.bookingId,
    customerId: rows.customerId,
    tickets: random.tickets.map((ticket, index) => ({
      ...ticket,
      ticketId: rows.ticketIds[index] ?? 0,
      supplierId: rows.supplierId,
      segments: ticket.segments.map((segment) => ({
        ...segment,
        departsOn: addDays(day, agency.random.integer(150)),
      })),
    })),
  };
  const { lines, deferrals } = postIssuance(event);
  const entry = await bookOpening(agency, day, {
    lines,
    description: `Sale of ${rows.reference}; ${event.tickets.length} tickets`,
    postingKey: `issue:${rows.publicId}`,
    sourceType: "booking",
    sourceId: rows.publicId,
  });
  if (entry === undefined) throw new Error("a sale has lines");
  const built = { lines: entry.lines, functionalTotal: zero("BDT") };
  const schedules = storeSchedules(deferrals, built, { firstId: agency.scheduleCount });
  agency.scheduleCount += schedules.length;
  agency.sales.push({
    event,
    soldOn: day,
    journalEntryId: entry.journalEntryId,
    lines: entry.lines,
    schedules,
    spareTickets: rows.ticketIds.slice(event.tickets.length),
    isOver: false,
  });
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
  const fee = { amount: money(currency, 300n), vat: money(currency, 45n) };
  const posting = postVoid(
    {
      sale: sale.event,
      issuance: { journalEntryId: sale.journalEntryId, isReversed: false, lines: sale.lines },
      schedules: sale.schedules,
      voidedAt: `${day}T10:00:00Z`,
      cutOffAt: `${day}T17:30:00Z`,
      ...(chance(agency, 50) ? { fee } : {}),
    },
    booksOn(agency, day),
  );
  await book(agency, day, { ...posting.reversal, description: "Void" });
  await bookOpening(agency, day, { lines: posting.feeLines, description: "Void fee" });
  replaceItems(agency, itemsOf(agency, sale));
  sale.schedules = sale.schedules.map((each) => shortenSchedule(each, posting.releases));
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

export async function refund(agency: Agency, day: string): Promise<void> {
  const sale = pickSale(agency);
  if (sale === undefined) return;
  const { currency } = sale.event;
  const [shares] = fc.sample(anyShares, { seed: agency.random.integer(2 ** 31), numRuns: 1 });
  if (shares === undefined) throw new Error("one was asked for");
  const request = refundOf(sale.event, sale.schedules, {
    shares,
    charged: [],
    fee: { amount: money(currency, BigInt(agency.random.integer(50_000))), vat: zero(currency) },
    vatReturned: zero(currency),
  });
  const posting = postRefund(request, booksOn(agency, day));
  await bookOpening(agency, day, { lines: posting.lines, description: "Refund" });
  sale.schedules = sale.schedules.map((each) => shortenSchedule(each, posting.releases));
  sale.isOver = true;
}

/** Of the booking's first ticket, against one of its spare ones. */
export async function exchange(agency: Agency, day: string): Promise<void> {
  const sale = pickSale(agency);
  const [ticket] = sale?.event.tickets ?? [];
  const ticketId = sale?.spareTickets.pop();
  if (sale === undefined || ticket === undefined || ticketId === undefined) return;
  const { event } = sale;
  const of = (minor: number) => money(event.currency, BigInt(minor));
  const some = (limit: number) => of(agency.random.integer(limit));
  const difference = () => of(agency.random.integer(200_000) - 100_000);
  const { supplierId, settlement, revenueRole, paidToAirline } = ticket;
  const posting = postExchange(
    {
      ...event,
      old: {
        ticketId: ticket.ticketId,
        schedules: sale.schedules.filter((each) => each.ticketId === ticket.ticketId),
      },
      new: {
        ticketId,
        supplierId,
        settlement,
        revenueRole,
        paidToAirline,
        segments: [11, 12].map((segmentId) => ({
          segmentId,
          departsOn: addDays(day, agency.random.integer(120)),
        })),
      },
      fareDifference: difference(),
      taxDifference: difference(),
      penalty: some(10_000),
      commissionDifference: of(agency.random.integer(10_000) - 5_000),
      markUp: some(10_000),
      fee: { amount: some(80_000), vat: some(12_000) },
      residual: agency.random.pick(["refunded", "credited", "emd"] as const),
    },
    booksOn(agency, day),
  );
  const entry = await bookOpening(agency, day, { lines: posting.lines, description: "Exchange" });
  const built = { lines: entry?.lines ?? [], functionalTotal: zero("BDT") };
  const moved = storeSchedules(posting.deferrals, built, { firstId: agency.scheduleCount });
  agency.scheduleCount += moved.length;
  sale.schedules = [
    ...sale.schedules.map((each) => shortenSchedule(each, posting.releases)),
    ...moved,
  ];
  sale.isOver = true;
}

/** A debit memo that may recall commission, or a credit memo that grants some relief. */
export async function memo(agency: Agency, day: string): Promise<void> {
  const sale = pickSale(agency);
  const ticket = sale?.event.tickets.find(({ revenueRole }) => revenueRole === "agent");
  if (sale === undefined || ticket === undefined) return;
  const { event } = sale;
  const amount = money(event.currency, BigInt(1 + agency.random.integer(200_000)));
  const about = { supplierId: ticket.supplierId, settlement: ticket.settlement, amount };
  if (chance(agency, 30)) {
    const posting = postCreditMemo({ ...about, commission: zero(event.currency), unflown: [] });
    await bookOpening(agency, day, { lines: posting.lines, description: "ACM" });
    return;
  }
  const schedules = sale.schedules.filter(({ ticketId }) => ticketId === ticket.ticketId);
  const commission = money(event.currency, chance(agency, 50) ? 0n : partOf(agency, amount.minor));
  const posting = postDebitMemo(
    { ...about, commission, ticket: { ...event, ticketId: ticket.ticketId, schedules } },
    booksOn(agency, day),
  );
  await bookOpening(agency, day, { lines: posting.lines, description: "ADM" });
  sale.schedules = sale.schedules.map((each) => shortenSchedule(each, posting.releases));
}

function pickSale({ sales, random }: Agency): Sale | undefined {
  const going = sales.filter(({ isOver }) => !isOver);
  return going.length === 0 ? undefined : random.pick(going);
}
