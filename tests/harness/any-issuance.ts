import * as fc from "fast-check";

import type { ChargeType } from "../../domain/booking";
import { chargeTypes } from "../../domain/booking";
import { addDays } from "../../domain/calendar";
import type { IssuanceEvent, IssuedTicket } from "../../domain/posting/issuance";
import { recognitionPolicies } from "../../domain/recognition";

export const currencies = ["BDT", "USD", "JPY", "BHD"];
const price = fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 10n ** 8n }));
const chargePrice = fc.oneof(
  fc.bigInt({ min: 1n, max: 9n }),
  fc.bigInt({ min: 1n, max: 10n ** 6n }),
);
const anyPolicy = fc.constantFrom(...recognitionPolicies);
export const anyDay = fc.integer({ min: 0, max: 700 }).map((days) => addDays("2026-11-21", days));

const anyTicket = fc.record({
  supplierId: fc.integer({ min: 500, max: 504 }),
  settlement: fc.constantFrom("bsp" as const, "direct" as const),
  revenueRole: fc.constantFrom("agent" as const, "agent" as const, "principal" as const),
  base: price,
  taxes: price,
  commissionPercent: fc.bigInt({ min: 0n, max: 100n }),
  paidToAirline: fc.boolean(),
  firstDay: anyDay,
  flights: fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 9 }), nights: fc.integer({ min: -1, max: 1 }) }),
    { minLength: 1, maxLength: 6 },
  ),
});

const anyCharge = fc.record({
  type: fc.constantFrom(...chargeTypes),
  amount: chargePrice,
  vatPercent: fc.bigInt({ min: 0n, max: 25n }),
});

/** Every issuance that priceBooking lets pass: something is sold, and not for less than nothing. */
export const anyIssuance: fc.Arbitrary<IssuanceEvent> = fc
  .record({
    currency: fc.constantFrom(...currencies),
    tickets: fc.array(anyTicket, { minLength: 1, maxLength: 9 }),
    charges: fc.array(anyCharge, { maxLength: 5 }),
    recognition: fc.record({ commission: anyPolicy, markUp: anyPolicy, serviceFee: anyPolicy }),
  })
  .map(({ currency, tickets, charges, recognition }): IssuanceEvent => {
    const of = (minor: bigint) => ({ currency, minor });
    return {
      bookingId: 3,
      customerId: 70,
      productCode: "air",
      currency,
      tickets: tickets.map(({ firstDay, flights, commissionPercent, ...ticket }, index) => ({
        ...ticket,
        ticketId: index + 1,
        base: of(ticket.base),
        taxes: of(ticket.taxes),
        commission: of((ticket.base * commissionPercent) / 100n),
        segments: flights.map(({ after, nights }, position) => ({
          segmentId: position + 1,
          departsOn: addDays(firstDay, after),
          arrivesOn: addDays(firstDay, after + nights),
        })),
      })),
      charges: charges.map(({ type, amount, vatPercent }) => ({
        type,
        amount: of(amount),
        vat: of(type === "discount" ? 0n : (amount * vatPercent) / 100n),
      })),
      recognition,
    };
  })
  .filter((event) => grossOf(event.tickets) > 0n && priceOf(event) >= 0n);

export function grossOf(tickets: readonly IssuedTicket[]): bigint {
  return tickets.reduce((total, { base, taxes }) => total + base.minor + taxes.minor, 0n);
}

export function commissionOf(tickets: readonly IssuedTicket[]): bigint {
  return tickets.reduce((total, { commission }) => total + commission.minor, 0n);
}

export function chargeOf(event: Pick<IssuanceEvent, "charges">, type: ChargeType): bigint {
  return event.charges.reduce(
    (total, charge) => total + (charge.type === type ? charge.amount.minor : 0n),
    0n,
  );
}

export function priceOf(event: IssuanceEvent): bigint {
  const vat = event.charges.reduce((total, charge) => total + charge.vat.minor, 0n);
  const charges = chargeOf(event, "service_fee") + chargeOf(event, "mark_up") + vat;
  return grossOf(event.tickets) + charges - chargeOf(event, "discount");
}
