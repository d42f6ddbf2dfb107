import type { ChargeType } from "../booking";
import type { BookedFare, BookingRecord } from "../booking-record";
import type { Tax } from "../fare";
import { invariant } from "../invariant";
import type { Money } from "../money";
import { add, divideHalfAwayFromZero, subtract, sum, zero } from "../money";
import { shareAmongTickets } from "../posting/issuance";
import type { RefundKind } from "../posting/refund";
import { withoutPenalty } from "../posting/refund";
import { Refusal } from "../refusal";
import type { GivenUpTicket } from "./given-up-coupons";

/** What we charge for a refund, and what of our own charges goes back. */
export interface RefundTerms {
  readonly kind: RefundKind;
  readonly fee: { readonly amount: Money; readonly vat: Money };
  readonly returnsMarkUp: boolean;
  readonly returnsServiceFee: boolean;
}

/** What went back of a ticket in an earlier refund, of other coupons. */
export interface RefundedBefore {
  readonly ticketId: number;
  readonly fare: Money;
  readonly penalty: Money;
}

/** What the supplier refunds of one ticket; amounts in the booking's currency. */
export interface GrantedRefund {
  readonly number: string;
  readonly fare: Money;
  readonly taxes: readonly Tax[];
  readonly penalty: Money;
  readonly total: Money;
}

export interface PricedTicketRefund extends GivenUpTicket {
  readonly fare: Money;
  readonly taxTotal: Money;
  readonly taxes: readonly RefundedTax[];
  readonly penalty: Money;
  readonly commissionRecalled: Money;
  readonly markUpReturned: Money;
  readonly serviceFeeReturned: Money;
  readonly discountRecovered: Money;
  readonly vatReturned: Money;
}

/** A tax that was paid, or that the supplier refunds under a code of its own. */
export interface RefundedTax {
  readonly code: string;
  readonly paid: Money;
  readonly refunded: Money;
}

/**
 * A refund that the supplier grants, priced for the customer and for us: commission is recalled by
 * the share of the fare that goes back, our charges likewise, a discount by what is left of the
 * fare after the penalty. Coupons refunded one after another come to the whole. Refuses what the kind of refund does not allow (`REFUND_KIND_INVALID`)
 * and an answer in another currency (`CURRENCY_MISMATCH`).
 */
export function priceRefund(
  booking: BookingRecord,
  {
    tickets,
    granted,
    before,
  }: {
    readonly tickets: readonly GivenUpTicket[];
    readonly granted: readonly GrantedRefund[];
    readonly before: readonly RefundedBefore[];
  },
  terms: RefundTerms,
): PricedTicketRefund[] {
  const charged = chargesByFare(booking);
  return tickets.map((given) => {
    const { ticket } = given;
    const fare = booking.fares.find(({ fareId }) => fareId === ticket.fareId);
    const grant = granted.find(({ number }) => number === ticket.number);
    invariant(fare !== undefined, "each ticket has its fare");
    invariant(grant !== undefined, "the supplier quotes each ticket that it is asked about");
    assertSameCurrency(booking.currency, grant);
    const parts = partsAllowed(terms.kind, grant);
    const earlier = before.filter(({ ticketId }) => ticketId === ticket.ticketId);
    return {
      ...given,
      ...parts,
      ...priceTicket({ fare, parts, terms, earlier }, charged(fare.fareId)),
    };
  });
}

function assertSameCurrency(currency: string, { total }: GrantedRefund): void {
  if (total.currency === currency) return;
  throw new Refusal(
    "CURRENCY_MISMATCH",
    "The supplier refunds in another currency than was paid.",
    {
      currency: total.currency,
      expected: currency,
    },
  );
}

interface AllowedParts {
  readonly fare: Money;
  readonly penalty: Money;
  readonly taxTotal: Money;
  readonly granted: readonly Tax[];
}

/** A refund of taxes alone forfeits the fare; what the airline itself has changed costs nothing. */
function partsAllowed(kind: RefundKind, grant: GrantedRefund): AllowedParts {
  const { fare, penalty, total, number } = grant;
  const { currency } = total;
  const taxTotal = sum(
    currency,
    grant.taxes.map(({ amount }) => amount),
  );
  if (kind === "tax_only") {
    if (fare.minor !== penalty.minor) {
      throw kindInvalid(kind, number, "The supplier refunds fare besides the taxes.");
    }
    return { fare: zero(currency), penalty: zero(currency), taxTotal, granted: grant.taxes };
  }
  if (withoutPenalty.has(kind) && penalty.minor !== 0n) {
    throw kindInvalid(kind, number, "The supplier takes a penalty: have the airline waive it.");
  }
  return { fare, penalty, taxTotal, granted: grant.taxes };
}

function kindInvalid(kind: RefundKind, ticket: string, why: string): Refusal {
  return new Refusal("REFUND_KIND_INVALID", `This is no refund of the kind ${kind}. ${why}`, {
    kind,
    ticket,
  });
}

/** What of the booking's charges lies on one ticket. */
interface LaidCharges {
  readonly amountOf: (type: ChargeType) => Money;
  readonly vatOf: (type: ChargeType) => Money;
}

/**
 * As the issuance laid them: the tickets' shares together are what was charged. A ticket that was
 * issued in exchange for another has the share of the first of its chain, an EMD of what was left
 * none.
 */
function chargesByFare(booking: BookingRecord): (fareId: number) => LaidCharges {
  const exchanged = new Set(
    booking.tickets
      .filter(({ exchangedFromTicketId }) => exchangedFromTicketId !== null)
      .map(({ fareId }) => fareId),
  );
  const sold = booking.fares.filter(({ fareId }) => !exchanged.has(fareId));
  const weights = sold.map(({ base, taxTotal }) => ({ base, taxes: taxTotal }));
  const sharesOf = (type: ChargeType, part: "amount" | "vat"): Money[] =>
    shareAmongTickets(
      sum(
        booking.currency,
        booking.charges.filter((charge) => charge.type === type).map((charge) => charge[part]),
      ),
      weights,
    );
  return (fareId) => {
    const first = isResidual(booking, fareId) ? undefined : firstOfChain(booking, fareId);
    const index = sold.findIndex((fare) => fare.fareId === first);
    const shareOf = (part: "amount" | "vat") => (type: ChargeType) =>
      sharesOf(type, part)[index] ?? zero(booking.currency);
    return { amountOf: shareOf("amount"), vatOf: shareOf("vat") };
  };
}

/** What an exchange left, kept as an EMD: our charges went with the ticket. */
function isResidual({ tickets }: BookingRecord, fareId: number): boolean {
  return tickets.some(
    (ticket) =>
      ticket.fareId === fareId &&
      ticket.exchangedFromTicketId !== null &&
      ticket.documentType !== "ETKT",
  );
}

function firstOfChain(booking: BookingRecord, fareId: number): number {
  const { tickets } = booking;
  const from = tickets.find((ticket) => ticket.fareId === fareId)?.exchangedFromTicketId ?? null;
  const before = tickets.find(({ ticketId }) => ticketId === from);
  return before === undefined ? fareId : firstOfChain(booking, before.fareId);
}

function priceTicket(
  {
    fare,
    parts,
    terms,
    earlier,
  }: {
    readonly fare: BookedFare;
    readonly parts: AllowedParts;
    readonly terms: RefundTerms;
    readonly earlier: readonly RefundedBefore[];
  },
  charged: LaidCharges,
) {
  const whole = fare.base;
  const back = (amount: Money): Money =>
    partOf(amount, { part: parts.fare, before: earlier.map((one) => one.fare), whole });
  const isTaxOnly = terms.kind === "tax_only";
  const returned = (isReturned: boolean, amount: Money): Money =>
    isReturned && !isTaxOnly ? back(amount) : zero(amount.currency);
  return {
    taxes: taxesOf(fare.taxes, parts.granted),
    commissionRecalled: isTaxOnly ? zero(fare.commission.currency) : back(fare.commission),
    markUpReturned: returned(terms.returnsMarkUp, charged.amountOf("mark_up")),
    serviceFeeReturned: returned(terms.returnsServiceFee, charged.amountOf("service_fee")),
    vatReturned: sum(fare.base.currency, [
      returned(terms.returnsMarkUp, charged.vatOf("mark_up")),
      returned(terms.returnsServiceFee, charged.vatOf("service_fee")),
    ]),
    discountRecovered: isTaxOnly
      ? zero(fare.base.currency)
      : partOf(charged.amountOf("discount"), {
          part: leftOfFare(parts),
          before: earlier.map(leftOfFare),
          whole,
        }),
  };
}

/** As much of the amount as the part is of the whole, after other parts: together all of it. */
function partOf(
  amount: Money,
  parts: { readonly part: Money; readonly before: readonly Money[]; readonly whole: Money },
): Money {
  const { part, before, whole } = parts;
  if (before.length === 0) return proportionOf(amount, part, whole);
  const earlier = sum(whole.currency, before);
  return subtract(
    proportionOf(amount, add(earlier, part), whole),
    proportionOf(amount, earlier, whole),
  );
}

/** At most all of it; of nothing, all. */
function proportionOf(amount: Money, part: Money, whole: Money): Money {
  if (part.minor >= whole.minor) return amount;
  return { ...amount, minor: divideHalfAwayFromZero(amount.minor * part.minor, whole.minor) };
}

function leftOfFare({ fare, penalty }: Pick<AllowedParts, "fare" | "penalty">): Money {
  return fare.minor < penalty.minor ? zero(fare.currency) : subtract(fare, penalty);
}

function taxesOf(paid: readonly Tax[], refunded: readonly Tax[]): RefundedTax[] {
  const codes = [...new Set([...paid, ...refunded].map(({ code }) => code))];
  return codes.map((code) => ({
    code,
    paid: totalOf(code, paid, refunded),
    refunded: totalOf(code, refunded, paid),
  }));
}

function totalOf(code: string, taxes: readonly Tax[], others: readonly Tax[]): Money {
  const [any] = [...taxes, ...others];
  invariant(any !== undefined, "a code is of a tax");
  return sum(
    any.amount.currency,
    taxes.filter((tax) => tax.code === code).map(({ amount }) => amount),
  );
}
