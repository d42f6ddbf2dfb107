import type { OrderContent, OrderRecords } from "../../sandbox/air-order";
import type { CouponsByDocument } from "../../sandbox/order-coupons";
import type { RecordStore } from "../../sandbox/record-store";
import type { SandboxRecords } from "../../sandbox/rest-sandbox";

export interface NdcQuote {
  readonly id: string;
  readonly orderId: string;
  readonly kind: "cancellation" | "exchange";
  readonly numbers: readonly string[];
  /** Of a cancellation: what of each document is given back. */
  readonly coupons: CouponsByDocument;
  /** Of an exchange that leaves value: what becomes of it. */
  readonly residual?: "refund" | "emd";
  /** What an OrderQuote was answered with. */
  readonly isRequoted?: boolean;
  readonly expiresAt: string;
}

export interface NdcOfferRecord {
  readonly id: string;
  readonly content: OrderContent;
  readonly expiresAt: string;
}

export interface NdcRecords extends SandboxRecords, OrderRecords {
  readonly quote: NdcQuote;
  readonly offer: NdcOfferRecord;
  /** The offer that an order was made of. */
  readonly offerOfOrder: string;
  /** The newest order by the seller's own reference. */
  readonly orderOfReference: string;
}

export type NdcStore = RecordStore<NdcRecords>;

/** What a message has come to: the answer's content, or the airline's no. */
export type NdcWork = { readonly xml: string } | { readonly code: string };
