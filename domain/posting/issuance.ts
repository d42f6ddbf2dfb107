import type { ChargeType } from "../booking";
import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import { credit, debit, withoutZeroLines } from "../journal/posting";
import type { Valuation } from "../journal/valuation";
import type { Money } from "../money";
import { add, allocate, subtract, sum, zero } from "../money";
import type { DeferredPolicy, RecognitionPolicy, ServiceSegment } from "../recognition";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions, feeVatDimensions, ticketDimensions } from "./booking-dimensions";
import { principalAccountsOf } from "./deferral-accounts";

/** A ticket as issuance books it; amounts in the booking's currency. */
export interface IssuedTicket {
  readonly ticketId: number;
  readonly supplierId: number;
  readonly settlement: "bsp" | "direct";
  readonly revenueRole: "agent" | "principal";
  readonly base: Money;
  readonly taxes: Money;
  readonly commission: Money;
  /** The airline charged the passenger's card, the hotel its guest: it owes us, we owe it nothing. */
  readonly paidToAirline: boolean;
  readonly segments: readonly ServiceSegment[];
}

export interface IssuanceEvent extends SaleReference {
  readonly currency: string;
  readonly tickets: readonly IssuedTicket[];
  readonly charges: readonly {
    readonly type: ChargeType;
    readonly amount: Money;
    readonly vat: Money;
  }[];
  readonly recognition: {
    readonly commission: RecognitionPolicy;
    readonly markUp: RecognitionPolicy;
    readonly serviceFee: RecognitionPolicy;
  };
}

export type DeferralKind =
  | "commission"
  | "mark_up"
  | "service_fee"
  | "principal_revenue"
  | "principal_cost";

/** Revenue or cost that waits for the service; its schedule is written in the same commit. */
export interface Deferral {
  readonly kind: DeferralKind;
  readonly policy: DeferredPolicy;
  readonly ticketId: number;
  readonly supplierId: number;
  readonly deferredAccount: string;
  readonly recognisedAccount: string;
  readonly amount: Money;
  /** Where it was deferred before, on another ticket: its historical worth goes with it (5.6). */
  readonly carriedAt?: Valuation;
  readonly segments: readonly ServiceSegment[];
}

export interface IssuancePosting {
  readonly lines: readonly PostingLine[];
  readonly deferrals: readonly Deferral[];
}

/**
 * Books an issuance (accounting.md 5.1 to 5.3): the customer owes what they pay through us, the
 * airline's claim and our commission stand gross, and what is not yet earned is deferred.
 */
export function postIssuance(event: IssuanceEvent): IssuancePosting {
  const tickets = event.tickets.map((ticket, index) => toPricedTicket(event, ticket, index));
  const deferrals = tickets.flatMap((ticket) => deferralsOf(event, ticket));
  const lines = withoutZeroLines([
    receivableLine(event),
    discountLine(event, tickets),
    ...tickets.flatMap((ticket) => agentLines(event, ticket)),
    ...tickets.flatMap((ticket) => earnedLines(event, ticket)),
    ...deferrals.map((deferral) => deferralLine(event, deferral)),
    ...tickets.flatMap((ticket) => principalLines(event, ticket)),
    feeLine(event),
    vatLine(event),
  ]);
  return {
    lines: [...lines, ...settledByCardLines(event, tickets, lines)],
    deferrals: deferrals.filter(({ amount }) => amount.minor !== 0n),
  };
}

/**
 * A ticket whose whole price the airline took from the passenger's card, sold without commission,
 * moves no balance of ours. It still stands in the books: billed and settled at once.
 */
function settledByCardLines(
  event: IssuanceEvent,
  tickets: readonly PricedTicket[],
  lines: readonly PostingLine[],
): PostingLine[] {
  const named = new Set(lines.map(({ dimensions }) => dimensions.ticketId));
  const silent = tickets.filter(({ ticketId }) => !named.has(ticketId));
  return withoutZeroLines(
    silent.flatMap((ticket) => [
      debit(payableOf(ticket), ticket.gross, dimensionsOf(event, ticket)),
      credit(payableOf(ticket), ticket.gross, dimensionsOf(event, ticket)),
    ]),
  );
}

/** A ticket with its share of what is charged for the booking as a whole. */
interface PricedTicket extends IssuedTicket {
  readonly gross: Money;
  readonly markUp: Money;
  /** Off a principal's own price. */
  readonly priceReduction: Money;
  /** Off what the agency earns, in 4091. */
  readonly discountAllowed: Money;
  readonly serviceFee: Money;
}

function toPricedTicket(event: IssuanceEvent, ticket: IssuedTicket, index: number): PricedTicket {
  const shareOf = (type: ChargeType): Money =>
    shareAmongTickets(chargesOf(event, type), event.tickets)[index] ?? zero(event.currency);
  const gross = add(ticket.base, ticket.taxes);
  const markUp = shareOf("mark_up");
  const discount = shareOf("discount");
  const priceReduction = reductionOf(ticket, discount, add(gross, markUp));
  return {
    ...ticket,
    gross,
    markUp,
    priceReduction,
    discountAllowed: subtract(discount, priceReduction),
    serviceFee: shareOf("service_fee"),
  };
}

/** A discount lessens a principal's price as far as it goes, and no price is below zero. */
function reductionOf({ revenueRole }: IssuedTicket, discount: Money, price: Money): Money {
  if (revenueRole === "agent") return zero(discount.currency);
  return discount.minor < price.minor ? discount : price;
}

/** By what each ticket costs, or equally where they all cost nothing (an award, a reissue). */
export function shareAmongTickets(
  amount: Money,
  tickets: readonly Pick<IssuedTicket, "base" | "taxes">[],
): Money[] {
  const weights = tickets.map(({ base, taxes }) => base.minor + taxes.minor);
  const allZero = weights.every((weight) => weight === 0n);
  return allocate(amount, allZero ? tickets.map(() => 1n) : weights);
}

function chargesOf(event: IssuanceEvent, type: ChargeType): Money {
  return sum(
    event.currency,
    event.charges.filter((charge) => charge.type === type).map(({ amount }) => amount),
  );
}

function receivableLine(event: IssuanceEvent): PostingLine {
  const throughUs = event.tickets.filter(({ paidToAirline }) => !paidToAirline);
  const vat = sum(
    event.currency,
    event.charges.map((charge) => charge.vat),
  );
  const owed = sum(event.currency, [
    ...throughUs.map(({ base, taxes }) => add(base, taxes)),
    chargesOf(event, "service_fee"),
    chargesOf(event, "mark_up"),
    vat,
  ]);
  const net = subtract(owed, chargesOf(event, "discount"));
  return net.minor >= 0n
    ? debit(accounts.receivable, net, bookingDimensions(event))
    : credit(
        accounts.receivable,
        { currency: net.currency, minor: -net.minor },
        bookingDimensions(event),
      );
}

/** A principal's discount lessens its own price; an agent's is an expense of selling (4091). */
function discountLine(event: IssuanceEvent, tickets: readonly PricedTicket[]): PostingLine {
  return debit(
    accounts.discountsAllowed,
    sum(
      event.currency,
      tickets.map(({ discountAllowed }) => discountAllowed),
    ),
    bookingDimensions(event),
  );
}

function agentLines(event: IssuanceEvent, ticket: PricedTicket): PostingLine[] {
  if (ticket.revenueRole === "principal") return [];
  const dimensions = dimensionsOf(event, ticket);
  return [
    debit(accounts.commissionReceivable, ticket.commission, dimensions),
    ...(ticket.paidToAirline ? [] : [credit(payableOf(ticket), ticket.gross, dimensions)]),
  ];
}

/**
 * A principal owes its supplier the cost; one that took the price by card owes us the rest of it.
 * On a BSP statement claim and commission stand gross, whatever our role (accounting.md 4).
 */
function principalLines(event: IssuanceEvent, ticket: PricedTicket): PostingLine[] {
  if (ticket.revenueRole === "agent") return [];
  const dimensions = dimensionsOf(event, ticket);
  const commission = debit(accounts.commissionReceivable, ticket.commission, dimensions);
  if (ticket.paidToAirline) return [commission];
  return ticket.settlement === "bsp"
    ? [commission, credit(accounts.bspPayable, ticket.gross, dimensions)]
    : [credit(accounts.supplierPayable, subtract(ticket.gross, ticket.commission), dimensions)];
}

export function payableOf({ settlement }: Pick<IssuedTicket, "settlement">): string {
  return settlement === "bsp" ? accounts.bspPayable : accounts.supplierPayable;
}

/** What the partner's policy earns at issuance, straight to revenue. */
function earnedLines(event: IssuanceEvent, ticket: PricedTicket): PostingLine[] {
  if (ticket.revenueRole === "principal") return [];
  const dimensions = dimensionsOf(event, ticket);
  const { commission, markUp } = event.recognition;
  return [
    ...(commission === "at_issuance"
      ? [credit(accounts.airCommission, ticket.commission, dimensions)]
      : []),
    ...(markUp === "at_issuance"
      ? [credit(accounts.markUpRevenue, ticket.markUp, dimensions)]
      : []),
  ];
}

function deferralsOf(event: IssuanceEvent, ticket: PricedTicket): Deferral[] {
  const { ticketId, supplierId, segments } = ticket;
  const shared = { ticketId, supplierId, segments };
  const { commission, markUp, serviceFee } = event.recognition;
  const fee: Deferral[] =
    serviceFee === "at_issuance"
      ? []
      : [
          {
            ...shared,
            kind: "service_fee",
            policy: serviceFee,
            deferredAccount: accounts.deferredMarkUpAndFees,
            recognisedAccount: accounts.serviceFeeRevenue,
            amount: ticket.serviceFee,
          },
        ];
  if (ticket.revenueRole === "principal") return [...principalDeferrals(event, ticket), ...fee];
  return [
    ...(commission === "at_issuance"
      ? []
      : [
          {
            ...shared,
            kind: "commission" as const,
            policy: commission,
            deferredAccount: accounts.deferredAirRevenue,
            recognisedAccount: accounts.airCommission,
            amount: ticket.commission,
          },
        ]),
    ...(markUp === "at_issuance"
      ? []
      : [
          {
            ...shared,
            kind: "mark_up" as const,
            policy: markUp,
            deferredAccount: accounts.deferredMarkUpAndFees,
            recognisedAccount: accounts.markUpRevenue,
            amount: ticket.markUp,
          },
        ]),
    ...fee,
  ];
}

/** A principal sells the journey itself: price and cost wait for it together (5.3). */
function principalDeferrals(event: IssuanceEvent, ticket: PricedTicket): Deferral[] {
  const policy =
    event.recognition.commission === "at_issuance" ? "at_departure" : event.recognition.commission;
  const { ticketId, supplierId, segments } = ticket;
  const shared = { ticketId, supplierId, segments, policy };
  const { deferred, earned } = principalAccountsOf(event.productCode);
  return [
    {
      ...shared,
      kind: "principal_revenue",
      deferredAccount: deferred,
      recognisedAccount: earned,
      amount: subtract(add(ticket.gross, ticket.markUp), ticket.priceReduction),
    },
    {
      ...shared,
      kind: "principal_cost",
      deferredAccount: accounts.deferredCost,
      recognisedAccount: accounts.costOfTravelSold,
      amount: subtract(ticket.gross, ticket.commission),
    },
  ];
}

function deferralLine(event: IssuanceEvent, deferral: Deferral): PostingLine {
  const dimensions: Dimensions = {
    ...bookingDimensions(event),
    ticketId: deferral.ticketId,
    // The fee is for our own service, whoever flies.
    ...(deferral.kind === "service_fee" ? {} : { supplierId: deferral.supplierId }),
    ...serviceDateOf(deferral.segments),
  };
  return deferral.kind === "principal_cost"
    ? debit(deferral.deferredAccount, deferral.amount, dimensions)
    : credit(deferral.deferredAccount, deferral.amount, dimensions);
}

function feeLine(event: IssuanceEvent): PostingLine {
  const earned = event.recognition.serviceFee === "at_issuance";
  return credit(
    accounts.serviceFeeRevenue,
    earned ? chargesOf(event, "service_fee") : zero(event.currency),
    bookingDimensions(event),
  );
}

function vatLine(event: IssuanceEvent): PostingLine {
  const vat = sum(
    event.currency,
    event.charges.map((charge) => charge.vat),
  );
  return credit(accounts.outputVat, vat, feeVatDimensions(event));
}

function dimensionsOf(event: IssuanceEvent, ticket: IssuedTicket): Dimensions {
  return ticketDimensions(event, { ...ticket, ...serviceDateOf(ticket.segments) });
}

function serviceDateOf(segments: readonly ServiceSegment[]): Pick<Dimensions, "serviceDate"> {
  const [first] = segments.map(({ departsOn }) => departsOn).toSorted();
  return first === undefined ? {} : { serviceDate: first };
}
