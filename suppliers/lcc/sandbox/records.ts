import type { OrderContent, OrderRecords } from "../../sandbox/air-order";
import type { RecordStore } from "../../sandbox/record-store";
import type { SandboxRecords, SandboxReply } from "../../sandbox/rest-sandbox";

export interface LccOfferRecord {
  readonly id: string;
  readonly content: OrderContent;
  readonly expiresAt: string;
}

export interface LccCancellationRecord {
  readonly id: string;
  readonly orderId: string;
  readonly expiresAt: string;
  readonly confirmedAt: string | null;
}

export interface LccRecords extends SandboxRecords, OrderRecords {
  readonly offer: LccOfferRecord;
  readonly cancellation: LccCancellationRecord;
  /** The first answer to an idempotency key, which a repeat gets again. */
  readonly answer: SandboxReply;
  /** Order by the idempotency key that made it. */
  readonly orderOfKey: string;
  /** The offer that an order was made of. */
  readonly offerOfOrder: string;
  /** The newest cancellation of an order. */
  readonly newest: string;
  /** How often a paid order is still shown as pending. */
  readonly pending: number;
  /** One record, `all`: reads before a paid order is confirmed. */
  readonly pendingReads: number;
  /** One record, `all`: where order messages go. */
  readonly webhook: { readonly url: string; readonly secret: string };
}

export type LccStore = RecordStore<LccRecords>;
