import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import { credit, debit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add, subtract } from "../money";
import type { ServiceSegment } from "../recognition";
import { Refusal } from "../refusal";
import type { SaleReference } from "./booking-dimensions";
import { bookingDimensions, feeVatDimensions, ticketDimensions } from "./booking-dimensions";
import { deferredAccounts, earnedAccounts } from "./deferral-accounts";
import type { Deferral, IssuedTicket } from "./issuance";
import { payableOf } from "./issuance";
import type { ScheduleRelease, StoredSchedule } from "./schedule";
import { unwindDeferral } from "./unwind";

/** The ticket a memo is about; a memo that was never linked names its supplier alone. */
export interface MemoTicket extends SaleReference {
  readonly ticketId: number;
  readonly serviceDate?: string;
  readonly schedules: readonly StoredSchedule[];
}

/** An airline's memo of whatever period: it posts in the open one, with its ticket's dimensions. */
export interface Memo {
  readonly supplierId: number;
  readonly settlement: IssuedTicket["settlement"];
  /** What the airline claims or grants in all, commission included. */
  readonly amount: Money;
  /** The part of it that is commission. */
  readonly commission: Money;
  readonly ticket?: MemoTicket;
}

export interface MemoPosting {
  readonly lines: readonly PostingLine[];
  readonly deferrals: readonly Deferral[];
  readonly releases: readonly ScheduleRelease[];
}

/**
 * An ADM that is accepted (accounting.md 5.7): Dr 5041 / Cr 2011; what it recalls of commission
 * leaves 2031, or 4011 once recognised, against 1109.
 */
export function postDebitMemo(memo: Memo, currencies: EntryCurrencies): MemoPosting {
  assertMemo(memo);
  const dimensions = memoDimensions(memo);
  const expense = subtract(memo.amount, memo.commission);
  const recalled = unwindCommission(memo, currencies);
  return {
    lines: withoutZeroLines([
      debit(accounts.agencyDebitMemos, expense, dimensions),
      ...recalled.lines,
      credit(payableOf(memo), expense, dimensions),
      credit(accounts.commissionReceivable, memo.commission, dimensions),
    ]),
    deferrals: [],
    releases: recalled.releases,
  };
}

/**
 * An ACM (accounting.md 5.7): the opposite of an ADM. Commission granted waits for the segments
 * that are not flown, where there are any, and is otherwise earned.
 */
export function postCreditMemo(
  memo: Memo & { readonly unflown: readonly ServiceSegment[] },
): MemoPosting {
  assertMemo(memo);
  const dimensions = memoDimensions(memo);
  const relief = subtract(memo.amount, memo.commission);
  const deferral = deferralOf(memo);
  const earnedOn = deferral ? deferredAccounts.commission : earnedAccounts.commission;
  return {
    lines: withoutZeroLines([
      debit(payableOf(memo), relief, dimensions),
      debit(accounts.commissionReceivable, memo.commission, dimensions),
      credit(accounts.agencyDebitMemos, relief, dimensions),
      credit(earnedOn, memo.commission, dimensions),
    ]),
    deferrals: deferral ? [deferral] : [],
    releases: [],
  };
}

/** The customer whose doing it was bears the memo: Dr 1101 / Cr 5041, and our fee with its VAT. */
export function postRecharge({
  sale,
  supplierId,
  amount,
  fee,
}: {
  readonly sale: SaleReference;
  readonly supplierId: number;
  readonly amount: Money;
  readonly fee: { readonly amount: Money; readonly vat: Money };
}): PostingLine[] {
  assertNotNegative([amount, fee.amount, fee.vat]);
  const dimensions = bookingDimensions(sale);
  return withoutZeroLines([
    debit(accounts.receivable, add(amount, add(fee.amount, fee.vat)), dimensions),
    credit(accounts.agencyDebitMemos, amount, { ...dimensions, supplierId }),
    credit(accounts.serviceFeeRevenue, fee.amount, dimensions),
    credit(accounts.outputVat, fee.vat, feeVatDimensions(sale)),
  ]);
}

/** An airline's relief that belongs to the customer: Dr 5041 / Cr 2022. */
export function postPassedOn({
  sale,
  supplierId,
  amount,
}: {
  readonly sale: SaleReference;
  readonly supplierId: number;
  readonly amount: Money;
}): PostingLine[] {
  assertNotNegative([amount]);
  const dimensions = bookingDimensions(sale);
  return withoutZeroLines([
    debit(accounts.agencyDebitMemos, amount, { ...dimensions, supplierId }),
    credit(accounts.customerRefundsPayable, amount, dimensions),
  ]);
}

/** A branch bears what its people did: 5041 of the branch takes it over; relief goes to it so too. */
export function postBranchRecharge({
  memo,
  branchId,
  amount,
  isRelief,
}: {
  readonly memo: Pick<Memo, "supplierId" | "ticket">;
  readonly branchId: number;
  readonly amount: Money;
  /** Of an ACM. */
  readonly isRelief: boolean;
}): PostingLine[] {
  assertNotNegative([amount]);
  const from = memoDimensions(memo);
  const to = { supplierId: memo.supplierId, branchId };
  return withoutZeroLines([
    debit(accounts.agencyDebitMemos, amount, isRelief ? from : to),
    credit(accounts.agencyDebitMemos, amount, isRelief ? to : from),
  ]);
}

/** Commission that is recalled leaves where it stands: 2031, or 4011 once it is earned. */
export function unwindCommission(memo: Memo, currencies: EntryCurrencies) {
  const { ticket, commission } = memo;
  const dimensions = memoDimensions(memo);
  if (ticket === undefined) {
    return { lines: [debit(accounts.airCommission, commission, dimensions)], releases: [] };
  }
  return unwindDeferral(
    {
      kind: "commission",
      sale: ticket,
      schedules: ticket.schedules.filter(({ kind }) => kind === "commission"),
      // The journey goes on: nothing is released but what is recalled.
      coupons: [],
      returned: commission,
      dimensions,
    },
    currencies,
  );
}

function deferralOf({
  supplierId,
  commission,
  ticket,
  unflown,
}: Memo & { readonly unflown: readonly ServiceSegment[] }): Deferral | undefined {
  if (ticket === undefined || unflown.length === 0 || commission.minor === 0n) return undefined;
  return {
    kind: "commission",
    policy: "per_segment",
    ticketId: ticket.ticketId,
    supplierId,
    deferredAccount: deferredAccounts.commission,
    recognisedAccount: earnedAccounts.commission,
    amount: commission,
    segments: unflown,
  };
}

export function memoDimensions({
  supplierId,
  ticket,
}: Pick<Memo, "supplierId" | "ticket">): Dimensions {
  if (ticket === undefined) return { supplierId };
  return ticketDimensions(ticket, { ...ticket, supplierId });
}

function assertMemo({ amount, commission }: Memo): void {
  assertNotNegative([commission, subtract(amount, commission)]);
}

function assertNotNegative(amounts: readonly Money[]): void {
  if (amounts.some(({ minor }) => minor < 0n)) {
    throw new Refusal(
      "AMOUNT_INVALID",
      "A memo's amounts are not negative, nor its commission above the whole.",
    );
  }
}
