import type { BookingRecord } from "../booking-record";
import { chooseTickets } from "../chosen-tickets";
import type { MoneyJson } from "../money";
import { parseMoney, toMoneyJson } from "../money";
import type { RefundKind } from "../posting/refund";
import type { CouponStanding, DocumentCoupon } from "./given-up-coupons";
import { giveUpCoupons, listGivenUp } from "./given-up-coupons";
import type {
  GrantedRefund,
  PricedTicketRefund,
  RefundedBefore,
  RefundTerms,
} from "./price-refund";
import { priceRefund } from "./price-refund";

/** What a supplier grants, as it is kept and crosses JSON. */
export interface GrantedQuote {
  readonly documents: readonly {
    readonly number: string;
    readonly fare: MoneyJson;
    readonly taxes: readonly { readonly code: string; readonly amount: MoneyJson }[];
    readonly penalty: MoneyJson;
    readonly total: MoneyJson;
    /** Where only a part of the ticket is refunded. */
    readonly coupons?: readonly { readonly number: string; readonly coupon: number }[];
  }[];
  readonly total: MoneyJson;
  /** The supplier's name for it, where it keeps quotes. */
  readonly reference?: string;
  readonly expiresAt?: string;
}

export interface DocumentStanding {
  readonly number: string;
  readonly coupons: readonly CouponStanding[];
}

export interface QuotedTerms {
  readonly kind: RefundKind;
  readonly fee: { readonly amount: MoneyJson; readonly vat: MoneyJson };
  readonly returnsMarkUp: boolean;
  readonly returnsServiceFee: boolean;
}

/** A quote as it is kept: what it was made of, and what was shown. */
export interface StoredQuote {
  readonly terms: QuotedTerms;
  readonly granted: GrantedQuote;
  readonly standing: readonly DocumentStanding[];
  readonly documents: readonly QuotedDocument[];
  /** The entry that would be posted, as the books stood. */
  readonly entry: readonly {
    readonly account: string;
    readonly side: "debit" | "credit";
    readonly amount: MoneyJson;
  }[];
}

export interface QuotedDocument {
  readonly ticketNumber: string;
  readonly documentNumbers: readonly string[];
  readonly coupons: readonly DocumentCoupon[];
  readonly fare: MoneyJson;
  readonly taxes: readonly {
    readonly code: string;
    readonly paid: MoneyJson;
    readonly refunded: MoneyJson;
  }[];
  readonly penalty: MoneyJson;
  readonly commissionRecalled: MoneyJson;
  readonly markUpReturned: MoneyJson;
  readonly serviceFeeReturned: MoneyJson;
  readonly discountRecovered: MoneyJson;
  readonly vatReturned: MoneyJson;
}

/** What a quote is made of. */
export interface QuoteParts extends Pick<StoredQuote, "terms" | "granted" | "standing"> {
  /** The coupons to be given up, where not all that were not used. */
  readonly coupons: readonly DocumentCoupon[];
}

/** What it was made of, with the coupons as they were shown. */
export function partsOf({ documents, ...quote }: StoredQuote): QuoteParts {
  return { ...quote, coupons: documents.flatMap(({ coupons }) => coupons) };
}

/** The parts of a refund by what its quote was made of; the same whenever it is asked. */
export function priceQuote(
  booking: BookingRecord,
  { terms, granted, standing, coupons }: QuoteParts,
  before: readonly RefundedBefore[],
): PricedTicketRefund[] {
  const numbers = granted.documents.map(({ number }) => number);
  const given = giveUpCoupons(
    chooseTickets(booking, numbers),
    new Map(standing.map((document) => [document.number, document.coupons])),
    coupons,
  );
  return priceRefund(
    booking,
    { tickets: given, granted: granted.documents.map(toGranted), before },
    toTerms(terms),
  );
}

export function toTerms({ fee, ...terms }: QuotedTerms): RefundTerms {
  return { ...terms, fee: { amount: parseMoney(fee.amount), vat: parseMoney(fee.vat) } };
}

export function toGranted(document: GrantedQuote["documents"][number]): GrantedRefund {
  return {
    number: document.number,
    fare: parseMoney(document.fare),
    taxes: document.taxes.map(({ code, amount }) => ({ code, amount: parseMoney(amount) })),
    penalty: parseMoney(document.penalty),
    total: parseMoney(document.total),
  };
}

export function toQuotedDocument(priced: PricedTicketRefund): QuotedDocument {
  return {
    ticketNumber: priced.ticket.number,
    documentNumbers: priced.documents.map(({ number }) => number),
    coupons: listGivenUp(priced.documents),
    fare: toMoneyJson(priced.fare),
    taxes: priced.taxes.map(({ code, paid, refunded }) => ({
      code,
      paid: toMoneyJson(paid),
      refunded: toMoneyJson(refunded),
    })),
    penalty: toMoneyJson(priced.penalty),
    commissionRecalled: toMoneyJson(priced.commissionRecalled),
    markUpReturned: toMoneyJson(priced.markUpReturned),
    serviceFeeReturned: toMoneyJson(priced.serviceFeeReturned),
    discountRecovered: toMoneyJson(priced.discountRecovered),
    vatReturned: toMoneyJson(priced.vatReturned),
  };
}
