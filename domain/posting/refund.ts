import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, debitOrCredit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add, subtract, sum, zero } from "../money";
import { Refusal } from "../refusal";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions, feeVatDimensions, ticketDimensions } from "./booking-dimensions";
import type { DeferralKind, IssuedTicket } from "./issuance";
import { payableOf } from "./issuance";
import type { Coupons, ScheduleRelease, StoredSchedule } from "./schedule";
import { unwindDeferral } from "./unwind";

export const refundKinds = [
  "voluntary",
  "involuntary",
  "tax_only",
  "no_show",
  "schedule_change",
  "waiver",
] as const;
export type RefundKind = (typeof refundKinds)[number];

/** A ticket of which coupons are refunded; amounts in the booking's currency, none negative. */
export interface RefundedTicket extends Pick<
  IssuedTicket,
  "ticketId" | "supplierId" | "settlement" | "revenueRole" | "paidToAirline"
> {
  readonly serviceDate?: string;
  /** The coupons given up: those not used. */
  readonly coupons: Coupons;
  /** Fare of these coupons, before the penalty; zero where it is forfeited. */
  readonly fare: Money;
  /** Taxes of these coupons that are refundable. */
  readonly taxes: Money;
  readonly penalty: Money;
  /** What the airline takes back of our commission. */
  readonly commissionRecalled: Money;
  /** What we give back of our own charges; the rest is kept. */
  readonly markUpReturned: Money;
  readonly serviceFeeReturned: Money;
  /** Discount that the customer loses with the journey. */
  readonly discountRecovered: Money;
  readonly schedules: readonly StoredSchedule[];
}

export interface RefundEvent extends SaleReference {
  readonly kind: RefundKind;
  readonly currency: string;
  readonly tickets: readonly RefundedTicket[];
  /** What we charge for the refund. */
  readonly fee: { readonly amount: Money; readonly vat: Money };
  /** VAT of the charges given back. */
  readonly vatReturned: Money;
}

export interface RefundPosting {
  readonly lines: readonly PostingLine[];
  readonly releases: readonly ScheduleRelease[];
  /** What stands in 2022 for the customer until it is paid back; zero where they owe us instead. */
  readonly payable: Money;
}

/**
 * Books a refund that the supplier has granted (accounting.md 5.5): its credit, the commission it
 * recalls, what we keep or give back of our own, and what the customer gets. Refuses amounts that
 * the kind of refund does not allow, and a penalty above what is refunded (`AMOUNT_INVALID`).
 */
export function postRefund(event: RefundEvent, currencies: EntryCurrencies): RefundPosting {
  for (const ticket of event.tickets) assertRefundable(event.kind, ticket);
  const unwound = event.tickets.map((ticket) => unwindTicket(event, ticket, currencies));
  const net = netForCustomer(event);
  const lines = withoutZeroLines([
    ...event.tickets.flatMap((ticket) => supplierLines(event, ticket)),
    ...unwound.flatMap((ticket) => ticket.lines),
    ...customerLines(event, net),
    credit(accounts.discountsAllowed, discountOf(event), bookingDimensions(event)),
    credit(accounts.voidAndRefundFeeRevenue, event.fee.amount, bookingDimensions(event)),
    credit(accounts.outputVat, event.fee.vat, feeVatDimensions(event)),
    debit(accounts.outputVat, event.vatReturned, feeVatDimensions(event)),
  ]);
  return {
    lines: [...lines, ...settledByCardLines(event, lines)],
    releases: unwound.flatMap(({ releases }) => releases),
    payable: net.minor > 0n ? net : zero(event.currency),
  };
}

/** What the supplier credits before commission. */
function grossOf({ fare, taxes, penalty }: RefundedTicket): Money {
  return subtract(add(fare, taxes), penalty);
}

/** Neither the airline's doing nor ours to charge for: an involuntary change has no penalty. */
export const withoutPenalty: ReadonlySet<RefundKind> = new Set(["involuntary", "schedule_change"]);

function assertRefundable(kind: RefundKind, ticket: RefundedTicket): void {
  const amounts = [
    ticket.fare,
    ticket.taxes,
    ticket.penalty,
    ticket.commissionRecalled,
    ticket.markUpReturned,
    ticket.serviceFeeReturned,
    ticket.discountRecovered,
    grossOf(ticket),
    ...(ticket.revenueRole === "principal" ? [costReturnedOf(ticket)] : []),
  ];
  const keepsFare =
    ticket.fare.minor === 0n &&
    ticket.penalty.minor === 0n &&
    ticket.commissionRecalled.minor === 0n;
  const isAllowed =
    amounts.every(({ minor }) => minor >= 0n) &&
    (kind !== "tax_only" || keepsFare) &&
    (!withoutPenalty.has(kind) || ticket.penalty.minor === 0n);
  if (!isAllowed) {
    throw new Refusal(
      "AMOUNT_INVALID",
      "A refund's parts are not negative, nor its penalty above what is refunded; a refund of taxes alone leaves the fare, and the airline's own change costs no penalty.",
      { kind, ticketId: ticket.ticketId },
    );
  }
}

/** What a principal gives back of its own price. */
function priceReturnedOf(ticket: RefundedTicket): Money {
  return subtract(add(grossOf(ticket), ticket.markUpReturned), priceReductionOf(ticket));
}

/** A discount was off a principal's price as far as that went, and else an expense (4091). */
function priceReductionOf(ticket: RefundedTicket): Money {
  if (ticket.revenueRole === "agent") return zero(ticket.fare.currency);
  const price = add(grossOf(ticket), ticket.markUpReturned);
  return ticket.discountRecovered.minor < price.minor ? ticket.discountRecovered : price;
}

function costReturnedOf(ticket: RefundedTicket): Money {
  return subtract(grossOf(ticket), ticket.commissionRecalled);
}

function supplierLines(event: RefundEvent, ticket: RefundedTicket): PostingLine[] {
  const dimensions = ticketDimensions(event, ticket);
  const isNet = ticket.revenueRole === "principal" && ticket.settlement === "direct";
  if (isNet && !ticket.paidToAirline) {
    return [debit(accounts.supplierPayable, costReturnedOf(ticket), dimensions)];
  }
  return [
    ...(ticket.paidToAirline ? [] : [debit(payableOf(ticket), grossOf(ticket), dimensions)]),
    credit(accounts.commissionReceivable, ticket.commissionRecalled, dimensions),
  ];
}

function unwindTicket(event: RefundEvent, ticket: RefundedTicket, currencies: EntryCurrencies) {
  const parts: (readonly [DeferralKind, Money])[] =
    ticket.revenueRole === "agent"
      ? [
          ["commission", ticket.commissionRecalled],
          ["mark_up", ticket.markUpReturned],
          ["service_fee", ticket.serviceFeeReturned],
        ]
      : [
          ["principal_revenue", priceReturnedOf(ticket)],
          ["principal_cost", costReturnedOf(ticket)],
          ["service_fee", ticket.serviceFeeReturned],
        ];
  const unwound = parts.map(([kind, returned]) =>
    unwindDeferral(
      {
        kind,
        returned,
        sale: event,
        coupons: ticket.coupons,
        schedules: ticket.schedules.filter((schedule) => schedule.kind === kind),
        dimensions:
          kind === "service_fee" ? bookingDimensions(event) : ticketDimensions(event, ticket),
      },
      currencies,
    ),
  );
  return {
    lines: unwound.flatMap(({ lines }) => lines),
    releases: unwound.flatMap(({ releases }) => releases),
  };
}

/** Below zero where our fee is more than what comes back through us. */
export function netForCustomer(event: RefundEvent): Money {
  const returned = event.tickets.flatMap((ticket) => [
    ...(ticket.paidToAirline ? [] : [grossOf(ticket)]),
    ticket.markUpReturned,
    ticket.serviceFeeReturned,
  ]);
  const kept = [
    ...event.tickets.map(({ discountRecovered }) => discountRecovered),
    event.fee.amount,
    event.fee.vat,
  ];
  return subtract(sum(event.currency, [...returned, event.vatReturned]), sum(event.currency, kept));
}

function customerLines(event: RefundEvent, net: Money): PostingLine[] {
  const owed = { currency: net.currency, minor: -net.minor };
  return net.minor > 0n
    ? [credit(accounts.customerRefundsPayable, net, bookingDimensions(event))]
    : debitOrCredit(accounts.receivable, owed, bookingDimensions(event));
}

function discountOf(event: RefundEvent): Money {
  return sum(
    event.currency,
    event.tickets.map((ticket) => subtract(ticket.discountRecovered, priceReductionOf(ticket))),
  );
}

/**
 * What the airline pays back to the card and neither earned nor earns us anything moves no balance
 * of ours. As with its issuance, it is billed and settled at once.
 */
function settledByCardLines(event: RefundEvent, lines: readonly PostingLine[]): PostingLine[] {
  const named = new Set(lines.map(({ dimensions }) => dimensions.ticketId));
  const silent = event.tickets.filter(({ ticketId }) => !named.has(ticketId));
  return withoutZeroLines(
    silent.flatMap((ticket) => {
      const dimensions = ticketDimensions(event, ticket);
      return [
        debit(payableOf(ticket), grossOf(ticket), dimensions),
        credit(payableOf(ticket), grossOf(ticket), dimensions),
      ];
    }),
  );
}
