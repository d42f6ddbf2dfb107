import type { ChargeType } from "../booking";
import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import { credit, debit, withoutZeroLines } from "../journal/posting";
import type { Money } from "../money";
import { add, allocate, subtract, sum, zero } from "../money";
import type { DeferredPolicy, RecognitionPolicy, ServiceSegment } from "../recognition";

/** A ticket as issuance books it; amounts in the booking's currency. */
export interface IssuedTicket {
  readonly ticketId: number;
  readonly supplierId: number;
  readonly settlement: "bsp" | "direct";
  readonly revenueRole: "agent" | "principal";
  readonly base: Money;
  readonly taxes: Money;
  readonly commission: Money;
  /** The airline charged the passenger's card itself: it owes us, we owe it nothing. */
  readonly paidToAirline: boolean;
  readonly segments: readonly ServiceSegment[];
}

export interface IssuanceEvent {
  readonly bookingId: number;
  readonly customerId: number;
  readonly branchId?: number;
  readonly productCode: string;
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
  readonly deferredAccount: string;
  readonly recognisedAccount: string;
  readonly amount: Money;
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
    ...tickets.flatMap((ticket) => supplierLines(event, ticket)),
    ...tickets.flatMap((ticket) => earnedLines(event, ticket)),
    ...deferrals.map((deferral) => deferralLine(event, deferral)),
    feeLine(event),
    vatLine(event),
  ]);
  return {
    lines: lines.length > 0 ? lines : settledByCardLines(event, tickets),
    deferrals: deferrals.filter(({ amount }) => amount.minor !== 0n),
  };
}

/**
 * A ticket whose whole price the airline took from the passenger's card, sold without commission
 * or fee, moves no balance of ours. It still stands in the books: billed and settled at once.
 */
function settledByCardLines(event: IssuanceEvent, tickets: readonly PricedTicket[]): PostingLine[] {
  return withoutZeroLines(
    tickets.flatMap((ticket) => [
      debit(accounts.bspPayable, ticket.gross, ticketDimensions(event, ticket)),
      credit(accounts.bspPayable, ticket.gross, ticketDimensions(event, ticket)),
    ]),
  );
}

/** A ticket with its share of what is charged for the booking as a whole. */
interface PricedTicket extends IssuedTicket {
  readonly gross: Money;
  readonly markUp: Money;
  readonly discount: Money;
  readonly serviceFee: Money;
}

function toPricedTicket(event: IssuanceEvent, ticket: IssuedTicket, index: number): PricedTicket {
  const shareOf = (type: ChargeType): Money =>
    shareAmongTickets(chargesOf(event, type), event.tickets)[index] ?? zero(event.currency);
  return {
    ...ticket,
    gross: add(ticket.base, ticket.taxes),
    markUp: shareOf("mark_up"),
    discount: shareOf("discount"),
    serviceFee: shareOf("service_fee"),
  };
}

/** By what each ticket costs, or equally where they all cost nothing (an award, a reissue). */
function shareAmongTickets(amount: Money, tickets: readonly IssuedTicket[]): Money[] {
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
  const ofAgent = tickets.filter(({ revenueRole }) => revenueRole === "agent");
  return debit(
    accounts.discountsAllowed,
    sum(
      event.currency,
      ofAgent.map(({ discount }) => discount),
    ),
    bookingDimensions(event),
  );
}

function supplierLines(event: IssuanceEvent, ticket: PricedTicket): PostingLine[] {
  const dimensions = ticketDimensions(event, ticket);
  const payable = ticket.settlement === "bsp" ? accounts.bspPayable : accounts.supplierPayable;
  if (ticket.revenueRole === "principal") {
    return [credit(payable, subtract(ticket.gross, ticket.commission), dimensions)];
  }
  return [
    debit(accounts.commissionReceivable, ticket.commission, dimensions),
    ...(ticket.paidToAirline ? [] : [credit(payable, ticket.gross, dimensions)]),
  ];
}

/** What the partner's policy earns at issuance, straight to revenue. */
function earnedLines(event: IssuanceEvent, ticket: PricedTicket): PostingLine[] {
  if (ticket.revenueRole === "principal") return [];
  const dimensions = ticketDimensions(event, ticket);
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
  const shared = { ticketId: ticket.ticketId, segments: ticket.segments };
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
  const shared = { ticketId: ticket.ticketId, segments: ticket.segments, policy };
  return [
    {
      ...shared,
      kind: "principal_revenue",
      deferredAccount: accounts.deferredTourRevenue,
      recognisedAccount: accounts.tourRevenue,
      amount: subtract(add(ticket.gross, ticket.markUp), ticket.discount),
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
  return credit(accounts.outputVat, vat, {
    ...bookingDimensions(event),
    taxCode: "VAT_SERVICE_FEE",
  });
}

function bookingDimensions(event: IssuanceEvent): Dimensions {
  return {
    customerId: event.customerId,
    bookingId: event.bookingId,
    productCode: event.productCode,
    ...(event.branchId === undefined ? {} : { branchId: event.branchId }),
  };
}

function ticketDimensions(event: IssuanceEvent, ticket: IssuedTicket): Dimensions {
  return {
    ...bookingDimensions(event),
    supplierId: ticket.supplierId,
    ticketId: ticket.ticketId,
    ...serviceDateOf(ticket.segments),
  };
}

function serviceDateOf(segments: readonly ServiceSegment[]): Pick<Dimensions, "serviceDate"> {
  const [first] = segments.map(({ departsOn }) => departsOn).toSorted();
  return first === undefined ? {} : { serviceDate: first };
}
