import * as fc from "fast-check";

import type { Money } from "../../domain/money";
import { add, subtract, zero } from "../../domain/money";
import type { IssuanceEvent, IssuedTicket } from "../../domain/posting/issuance";
import type { RefundEvent, RefundedTicket } from "../../domain/posting/refund";
import type { Coupons, StoredSchedule } from "../../domain/posting/schedule";

/** Parts in percent of what was sold; a random refund is made of them. */
export interface RefundShares {
  readonly coupons: readonly number[] | "all";
  readonly fare: bigint;
  readonly taxes: bigint;
  readonly penalty: bigint;
  readonly commission: bigint;
  readonly charges: bigint;
}

const percent = fc.bigInt({ min: 0n, max: 100n });

export const anyShares: fc.Arbitrary<RefundShares> = fc.record({
  coupons: fc.oneof(
    fc.constant("all" as const),
    fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
  ),
  fare: percent,
  taxes: percent,
  penalty: percent,
  commission: percent,
  charges: percent,
});

/** Everything back, as if nothing had been sold. */
export const everything: RefundShares = {
  coupons: "all",
  fare: 100n,
  taxes: 100n,
  penalty: 0n,
  commission: 100n,
  charges: 100n,
};

/** Of every ticket these parts; charges by the shares that the issuance gave each ticket. */
export function refundOf(
  event: IssuanceEvent,
  schedules: readonly StoredSchedule[],
  parts: {
    readonly shares: RefundShares;
    readonly charged: readonly TicketCharges[];
    readonly fee: RefundEvent["fee"];
    readonly vatReturned: Money;
  },
): RefundEvent {
  const { bookingId, customerId, productCode, currency } = event;
  return {
    bookingId,
    customerId,
    productCode,
    currency,
    kind: "voluntary",
    fee: parts.fee,
    vatReturned: parts.vatReturned,
    tickets: event.tickets.map((ticket, index) =>
      refundedTicket(ticket, {
        shares: parts.shares,
        charged: parts.charged[index] ?? noCharges(currency),
        schedules: schedules.filter(({ ticketId }) => ticketId === ticket.ticketId),
      }),
    ),
  };
}

/** What of the booking's charges an issuance laid on one ticket. */
export interface TicketCharges {
  readonly markUp: Money;
  readonly serviceFee: Money;
  readonly discount: Money;
}

function noCharges(currency: string): TicketCharges {
  return { markUp: zero(currency), serviceFee: zero(currency), discount: zero(currency) };
}

function refundedTicket(
  ticket: IssuedTicket,
  {
    shares,
    charged,
    schedules,
  }: {
    readonly shares: RefundShares;
    readonly charged: TicketCharges;
    readonly schedules: readonly StoredSchedule[];
  },
): RefundedTicket {
  const { ticketId, supplierId, settlement, revenueRole, paidToAirline } = ticket;
  const fare = share(ticket.base, shares.fare);
  const taxes = share(ticket.taxes, shares.taxes);
  const penalty = share(add(fare, taxes), shares.penalty);
  const gross = subtract(add(fare, taxes), penalty);
  const markUpReturned = share(charged.markUp, shares.charges);
  const isPrincipal = revenueRole === "principal";
  return {
    ticketId,
    supplierId,
    settlement,
    revenueRole,
    paidToAirline,
    coupons: couponsOf(shares.coupons, ticket),
    fare,
    taxes,
    penalty,
    commissionRecalled: isPrincipal
      ? atMost(share(ticket.commission, shares.commission), gross)
      : share(ticket.commission, shares.commission),
    markUpReturned,
    serviceFeeReturned: share(charged.serviceFee, shares.charges),
    discountRecovered: share(charged.discount, shares.charges),
    schedules,
  };
}

function couponsOf(coupons: RefundShares["coupons"], { segments }: IssuedTicket): Coupons {
  if (coupons === "all") return "all";
  const known = segments.map(({ segmentId }) => segmentId);
  return coupons.filter((coupon) => known.includes(coupon));
}

function share({ currency, minor }: Money, percentage: bigint): Money {
  return { currency, minor: (minor * percentage) / 100n };
}

function atMost(amount: Money, limit: Money): Money {
  return amount.minor < limit.minor ? amount : limit;
}
