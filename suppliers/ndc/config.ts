import { z } from "zod";

import type { OnExchange } from "../http/supplier-exchange";

/** What a partner stores to speak to an airline by NDC 21.3. */
export const ndcCredentialsSchema = z.strictObject({
  /** Messages go to its `/AirShopping`, `/OrderCreate`, `/OrderRetrieve` and so on. */
  endpoint: z.url({ protocol: /^https?$/ }),
  /** The airline whose orders they are: its designator. */
  ownerCode: z.string().regex(/^[A-Z0-9]{2}$/),
  /** The header that the airline knows its sellers by, and what is in it. */
  keyHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/)
    .default("Ocp-Apim-Subscription-Key"),
  key: z.string().min(1).max(2_000),
  agencyName: z.string().min(1).max(80),
  iataNumber: z.string().regex(/^\d{7,8}$/),
  /** Code set of means of payment: CA is cash, settled by BSP. */
  paymentTypeCode: z.string().min(1).max(3).default("CA"),
  /** NDC 21.3 cancels by OrderChange; some airlines still want the OrderCancel of before. */
  cancelsBy: z.enum(["OrderChange", "OrderCancel"]).default("OrderChange"),
  /**
   * How the quote of a part of a ticket is taken up: the airlines differ. Where it is not said,
   * orders are refunded whole.
   */
  acceptsPartRefundBy: z.enum(["AcceptCancelledOffer", "AcceptSelectedQuotedOfferList"]).optional(),
  /**
   * What turns an offer of new flights into a quote that can be taken up: some airlines want it
   * asked for. Where it is not said, the offers of a reshop are quotes.
   */
  quotesExchangesBy: z.enum(["OrderQuote"]).optional(),
  /**
   * How a ticketed order is voided on the day of its issue: NDC 21.3 has no message of its own for
   * it, and the airlines differ. Where it is not said, nothing is voided.
   */
  voidsBy: z.enum(["OrderCancel"]).optional(),
  /**
   * How an order is found whose answer was lost: by the reference that we give it, where the airline
   * keeps one. Where it is not said, a person looks.
   */
  findsOrdersBy: z.enum(["BookingRef"]).optional(),
  /** Of one offer: most airlines take nine, some take groups. */
  seatsMax: z.number().int().min(1).max(99).default(9),
  timeoutMs: z.number().int().min(100).max(600_000).default(60_000),
  documentReadsMax: z.number().int().min(1).max(10).default(2),
  documentReadDelayMs: z.number().int().min(0).max(30_000).default(500),
});

export type NdcCredentials = z.output<typeof ndcCredentialsSchema>;
export type NdcCredentialsInput = z.input<typeof ndcCredentialsSchema>;

export interface NdcClientConfig extends NdcCredentials {
  readonly onExchange?: OnExchange;
}
