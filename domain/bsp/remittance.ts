import { accounts } from "../journal/accounts";
import type { EntryLine } from "../journal/build-entry";
import type { Money } from "../money";
import { subtract, sum } from "../money";
import type { BilledDocument } from "../posting/bsp-settlement";
import type { OpenItem } from "../posting/open-item";
import { openItemOf } from "../posting/open-item";

/** What is paid at once: the documents of a market's remittance period, in one currency. */
export interface BspBilling {
  /** ISO 3166-1, of the settlement plan. */
  readonly market: string;
  /** `YYYY-MM-DD` */
  readonly endsOn: string;
  readonly currency: string;
}

/** A document as it is billed, with what our books have of it. */
export interface StatedDocument {
  /** The airline, or the settlement plan where it is none of ours. */
  readonly supplierId: number;
  readonly ticketId?: number;
  /** Net of commission; below zero where it is credited. */
  readonly billed: Money;
  /** What stood in 2011 and 1109 of it. */
  readonly lines: readonly EntryLine[];
  /** A memo that nothing is posted of yet: it is paid ahead. */
  readonly unposted: boolean;
  /** What became of its differences: none was found, all were accepted, or some were not. */
  readonly exceptions: "none" | "accepted" | "open";
}

/**
 * The document as it is settled. What our books have nothing of is disputed unless somebody has
 * accepted it. A memo that nobody has decided on is paid ahead in 2011, where its acceptance or
 * its dispute will meet the payment: what BSP bills is paid on time (accounting.md 5.7).
 */
export function toBilledDocument(document: StatedDocument, functional: string): BilledDocument {
  const { supplierId, ticketId, billed, unposted, exceptions } = document;
  const dimensions = { supplierId, ...(ticketId === undefined ? {} : { ticketId }) };
  const items = unposted
    ? paidAhead(billed, dimensions)
    : payables.flatMap((account) => itemOf(document, account, functional));
  const isDisputed =
    exceptions === "open" || (exceptions === "none" && items.length === 0 && !unposted);
  return { ...dimensions, items, billed, difference: isDisputed ? "disputed" : "accepted" };
}

/** What our books expect to be billed for it: 2011 less 1109. */
export function expectedOf({ items, billed: { currency } }: BilledDocument): Money {
  return subtract(
    sum(currency, amountsOn(items, "credit")),
    sum(currency, amountsOn(items, "debit")),
  );
}

/** What the bank knows a payment by; unique of a partner, and short enough for MsgId (35). */
export function remittanceBatchCode({ market, endsOn, currency }: BspBilling, nth: number): string {
  return `BSP-${market}-${endsOn.replaceAll("-", "")}-${currency}-${nth}`;
}

/** When the bank is to pay: not in the past, where people took days to approve it. */
export function executionDay(paysOn: string, today: string): string {
  return paysOn < today ? today : paysOn;
}

const payables = [accounts.bspPayable, accounts.commissionReceivable];

function itemOf({ lines, billed }: StatedDocument, account: string, functional: string) {
  const own = lines.filter(
    (line) => line.account === account && line.transaction.currency === billed.currency,
  );
  const item = openItemOf(own, "credit", functional) ?? openItemOf(own, "debit", functional);
  return item === undefined ? [] : [item];
}

function paidAhead(billed: Money, dimensions: OpenItem["dimensions"]): OpenItem[] {
  if (billed.minor === 0n) return [];
  const isClaim = billed.minor > 0n;
  const amount = isClaim ? billed : { ...billed, minor: -billed.minor };
  return [{ account: accounts.bspPayable, side: isClaim ? "credit" : "debit", amount, dimensions }];
}

function amountsOn(items: readonly OpenItem[], side: OpenItem["side"]): Money[] {
  return items.filter((item) => item.side === side).map(({ amount }) => amount);
}
