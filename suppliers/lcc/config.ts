import { z } from "zod";

import type { OnExchange } from "../http/supplier-exchange";

/** What a partner stores to speak to an aggregator of low-cost carriers. */
export const lccCredentialsSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }),
  accessToken: z.string().min(1).max(500),
  apiVersion: z.string().min(1).max(20).default("v2"),
  /** What orders are paid from: the partner's balance there, or its BSP account. */
  paymentType: z.enum(["balance", "arc_bsp_cash"]).default("balance"),
  /** Of the messages that the aggregator sends us; without it they are not believed. */
  webhookSecret: z.string().min(16).max(200).optional(),
  timeoutMs: z.number().int().min(100).max(600_000).default(60_000),
  /** How often a paid order is looked at before it is left to be confirmed later. */
  confirmationReadsMax: z.number().int().min(1).max(20).default(3),
  confirmationReadDelayMs: z.number().int().min(0).max(60_000).default(2_000),
});

export type LccCredentials = z.output<typeof lccCredentialsSchema>;
export type LccCredentialsInput = z.input<typeof lccCredentialsSchema>;

export interface LccClientConfig extends LccCredentials {
  readonly onExchange?: OnExchange;
}
