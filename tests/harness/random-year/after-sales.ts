import * as fc from "fast-check";

import { insertRevenueSchedules } from "../../../db/journal/insert-revenue-schedules";
import { addDays } from "../../../domain/calendar";
import { money, zero } from "../../../domain/money";
import { postExchange } from "../../../domain/posting/exchange";
import { postCreditMemo, postDebitMemo } from "../../../domain/posting/memo";
import { postRefund } from "../../../domain/posting/refund";
import { anyShares, refundOf } from "../any-refund";
import type { Agency, Sale } from "./agency";
import { bookOpening, booksOn, chance, partOf } from "./agency";
import { fly, leavesOn, releasing, schedulesOf } from "./sales";

export async function refund(agency: Agency, day: string): Promise<void> {
  const sale = pickSale(agency);
  if (sale === undefined) return;
  const { currency } = sale.event;
  const [shares] = fc.sample(anyShares, { seed: agency.random.integer(2 ** 31), numRuns: 1 });
  if (shares === undefined) throw new Error("one was asked for");
  const { coupons, ...rest } = shares;
  const given = coupons === "all" ? coupons : flightsOf(sale, coupons);
  const request = refundOf(sale.event, await schedulesOf(agency, sale), {
    shares: { ...rest, coupons: given },
    charged: [],
    fee: { amount: money(currency, BigInt(agency.random.integer(50_000))), vat: zero(currency) },
    vatReturned: zero(currency),
  });
  const posting = postRefund(request, booksOn(agency, day));
  const { lines, releases } = posting;
  await bookOpening(agency, day, { lines, description: "Refund" }, releasing(releases, "refund"));
  sale.isOver = true;
}

/** The flights of coupons by their numbers, of all of its tickets. */
function flightsOf({ event }: Sale, coupons: readonly number[]): number[] {
  return event.tickets.flatMap(({ segments }) =>
    coupons.flatMap((number) => segments[number - 1]?.segmentId ?? []),
  );
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
  const schedules = await schedulesOf(agency, sale);
  const segments = await fly(agency, { rows: sale.rows, ticketId, after: 90 }, () =>
    [1, 2].map(() => leavesOn(agency, day)),
  );
  const posting = postExchange(
    {
      ...event,
      old: {
        ticketId: ticket.ticketId,
        schedules: schedules.filter((each) => each.ticketId === ticket.ticketId),
      },
      new: {
        ticketId,
        supplierId,
        settlement,
        revenueRole,
        paidToAirline,
        segments,
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
  const { lines, deferrals, releases } = posting;
  const { bookingId } = event;
  const exchanged = { lines, description: "Exchange" };
  await bookOpening(agency, day, exchanged, async (transaction, posted) => {
    await insertRevenueSchedules(transaction, deferrals, { ...posted, bookingId });
    await releasing(releases, "exchange")(transaction, posted);
  });
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
  const schedules = (await schedulesOf(agency, sale)).filter(
    ({ ticketId }) => ticketId === ticket.ticketId,
  );
  const commission = money(event.currency, chance(agency, 50) ? 0n : partOf(agency, amount.minor));
  const posting = postDebitMemo(
    { ...about, commission, ticket: { ...event, ticketId: ticket.ticketId, schedules } },
    booksOn(agency, day),
  );
  const { lines, releases } = posting;
  await bookOpening(agency, day, { lines, description: "ADM" }, releasing(releases, "memo"));
}

/** What became of a ticket's first coupon, told over the API, at times when a run has been. */
export async function reportCoupon(agency: Agency, day: string): Promise<void> {
  const sale = pickSale(agency);
  const ticket = sale?.rows.tickets.find(({ id }) => !sale.told.has(id));
  const flight = sale?.event.tickets.find(({ ticketId }) => ticketId === ticket?.id)?.segments[0];
  if (sale === undefined || ticket === undefined || flight === undefined) return;
  const outcome = agency.random.pick(["flown", "no_show", "unused"] as const);
  const days =
    outcome === "flown"
      ? { on: addDays(flight.departsOn, agency.random.integer(9)) }
      : { expires_on: addDays(day, 20 + agency.random.integer(60)) };
  const path = `/v1/bookings/${sale.rows.publicId}`;
  const coupon = { ticket_number: ticket.number, coupon_number: 1, outcome, ...days };
  const { status, body } = await agency.books.client.post(
    `${path}/report-coupons`,
    { coupons: [coupon] },
    { "If-Match": `"v${1 + sale.told.size}"` },
  );
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  sale.told.add(ticket.id);
  agency.reports += 1;
}

function pickSale({ sales, random }: Agency): Sale | undefined {
  const going = sales.filter(({ isOver }) => !isOver);
  return going.length === 0 ? undefined : random.pick(going);
}
