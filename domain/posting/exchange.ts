import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, debitOrCredit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add, negate, subtract, sum, zero } from "../money";
import { Refusal } from "../refusal";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions, feeVatDimensions, ticketDimensions } from "./booking-dimensions";
import type { Deferral, IssuanceEvent, IssuedTicket } from "./issuance";
import { payableOf } from "./issuance";
import type { DeferralChange } from "./move-deferrals";
import { moveDeferrals } from "./move-deferrals";
import type { ScheduleRelease, StoredSchedule } from "./schedule";

/** A reissue as the supplier priced it; differences are new less old, and may be negative. */
export interface ExchangeEvent extends SaleReference {
  readonly currency: string;
  readonly old: { readonly ticketId: number; readonly schedules: readonly StoredSchedule[] };
  readonly new: Pick<
    IssuedTicket,
    "ticketId" | "supplierId" | "settlement" | "revenueRole" | "paidToAirline" | "segments"
  >;
  readonly fareDifference: Money;
  readonly taxDifference: Money;
  /** Without commission. */
  readonly penalty: Money;
  readonly commissionDifference: Money;
  /** What we add to the airline's price. */
  readonly markUp: Money;
  readonly fee: { readonly amount: Money; readonly vat: Money };
  /** What becomes of a lower price: the supplier credits us, or keeps it against an EMD. */
  readonly residual: "refunded" | "credited" | "emd";
  /** The EMD, once it is known: its lines stand in the entry. */
  readonly emd?: { readonly ticketId: number; readonly value: Money };
  readonly recognition: IssuanceEvent["recognition"];
}

export interface ExchangePosting {
  readonly lines: readonly PostingLine[];
  readonly deferrals: readonly Deferral[];
  readonly releases: readonly ScheduleRelease[];
  /** What the customer gets, in 2022 or 2021; zero where they owe us. */
  readonly payable: Money;
  /** What the airline's EMD is worth to the passenger: it is no balance of ours. */
  readonly emd: Money;
}

/**
 * Books a reissue (accounting.md 5.6): the additional collection or the residual, and what the old
 * ticket still deferred moves to the new one. Refuses a negative penalty, mark-up or fee
 * (`AMOUNT_INVALID`).
 */
export function postExchange(event: ExchangeEvent, currencies: EntryCurrencies): ExchangePosting {
  assertExchangeable(event);
  const total = differenceOf(event);
  const isEmd = total.minor < 0n && event.residual === "emd";
  const collected = isEmd ? zero(event.currency) : total;
  const moved = moveDeferrals(
    {
      sale: event,
      schedules: event.old.schedules,
      to: {
        ticketId: event.new.ticketId,
        supplierId: event.new.supplierId,
        segments: event.new.segments,
      },
      changes: changesOf(event, collected),
    },
    currencies,
  );
  const net = netOwed(event, collected);
  const lines = withoutZeroLines([
    ...customerLines(event, net),
    ...supplierLines(event, collected),
    ...moved.lines,
    ...feeLines(event),
  ]);
  return {
    lines: [...lines, ...settledLines(event, lines, total), ...emdLines(event)],
    deferrals: moved.deferrals,
    releases: moved.releases,
    payable: net.minor < 0n ? negate(net) : zero(event.currency),
    emd: isEmd ? negate(total) : zero(event.currency),
  };
}

function assertExchangeable({ penalty, markUp, fee }: ExchangeEvent): void {
  if ([penalty, markUp, fee.amount, fee.vat].some(({ minor }) => minor < 0n)) {
    throw new Refusal("AMOUNT_INVALID", "A penalty, a mark-up and a fee are never negative.");
  }
}

/** The additional collection; negative where the new price is lower. */
function differenceOf({ fareDifference, taxDifference, penalty }: ExchangeEvent): Money {
  return add(add(fareDifference, taxDifference), penalty);
}

/** What the customer owes us more; negative where we owe them. */
function netOwed(event: ExchangeEvent, collected: Money): Money {
  return sum(event.currency, [
    ...(event.new.paidToAirline ? [] : [collected]),
    event.markUp,
    event.fee.amount,
    event.fee.vat,
  ]);
}

function customerLines(event: ExchangeEvent, net: Money): PostingLine[] {
  if (net.minor >= 0n) return [debit(accounts.receivable, net, bookingDimensions(event))];
  const account =
    event.residual === "credited" ? accounts.customerAdvances : accounts.customerRefundsPayable;
  return [credit(account, negate(net), bookingDimensions(event))];
}

function supplierLines(event: ExchangeEvent, collected: Money): PostingLine[] {
  const dimensions = newTicketDimensions(event);
  const isNet = event.new.revenueRole === "principal" && event.new.settlement === "direct";
  if (isNet && !event.new.paidToAirline) {
    const cost = subtract(event.commissionDifference, collected);
    return debitOrCredit(accounts.supplierPayable, cost, dimensions);
  }
  return [
    ...debitOrCredit(accounts.commissionReceivable, event.commissionDifference, dimensions),
    ...(event.new.paidToAirline
      ? []
      : debitOrCredit(payableOf(event.new), negate(collected), dimensions)),
  ];
}

/** What the reissue adds to what is earned and spent, and when that is due. */
function changesOf(event: ExchangeEvent, collected: Money): DeferralChange[] {
  const { commission, markUp, serviceFee } = event.recognition;
  const fee: DeferralChange = {
    kind: "service_fee",
    // A fee earned with the reissue is a line of the booking, not of the ticket.
    amount: serviceFee === "at_issuance" ? zero(event.currency) : event.fee.amount,
    policy: serviceFee,
  };
  if (event.new.revenueRole === "agent") {
    return [
      { kind: "commission", amount: event.commissionDifference, policy: commission },
      { kind: "mark_up", amount: event.markUp, policy: markUp },
      fee,
    ];
  }
  const policy = commission === "at_issuance" ? "at_departure" : commission;
  const cost = subtract(collected, event.commissionDifference);
  return [
    { kind: "principal_revenue", amount: add(collected, event.markUp), policy },
    { kind: "principal_cost", amount: cost, policy },
    fee,
  ];
}

/** Earned with the reissue, unless the partner's fees wait for the service. */
function feeLines(event: ExchangeEvent): PostingLine[] {
  const isEarned = event.recognition.serviceFee === "at_issuance";
  return [
    ...(isEarned
      ? [credit(accounts.serviceFeeRevenue, event.fee.amount, bookingDimensions(event))]
      : []),
    credit(accounts.outputVat, event.fee.vat, feeVatDimensions(event)),
  ];
}

/** A reissue that the card alone pays, or the old ticket, still stands in the books. */
function settledLines(
  event: ExchangeEvent,
  lines: readonly PostingLine[],
  total: Money,
): PostingLine[] {
  const isNamed = lines.some(({ dimensions }) => dimensions.ticketId === event.new.ticketId);
  return isNamed ? [] : billedAndSettled(event, total, newTicketDimensions(event));
}

/** What the airline keeps, it sells as the EMD, and the old ticket pays for it: nobody owes us. */
function emdLines(event: ExchangeEvent): PostingLine[] {
  if (event.emd === undefined) return [];
  const { ticketId, value } = event.emd;
  const { supplierId } = event.new;
  return billedAndSettled(event, value, ticketDimensions(event, { ticketId, supplierId }));
}

function billedAndSettled(
  event: ExchangeEvent,
  amount: Money,
  dimensions: PostingLine["dimensions"],
): PostingLine[] {
  const value = amount.minor < 0n ? negate(amount) : amount;
  const account = payableOf(event.new);
  return withoutZeroLines([debit(account, value, dimensions), credit(account, value, dimensions)]);
}

function newTicketDimensions(event: ExchangeEvent) {
  const [serviceDate] = event.new.segments.map(({ departsOn }) => departsOn).toSorted();
  return ticketDimensions(event, {
    ...event.new,
    ...(serviceDate === undefined ? {} : { serviceDate }),
  });
}
