import { z } from "zod";

import type { OnExchange } from "../http/supplier-exchange";
import type { TokenStore } from "../oauth/token-source";

/** What a partner stores to speak to Sabre's REST APIs: one employee of one pseudo city. */
export const sabreCredentialsSchema = z.strictObject({
  /** `https://api.platform.sabre.com`. */
  endpoint: z.url({ protocol: /^https?$/ }),
  /** Employee profile record. */
  epr: z.string().min(1).max(10),
  pseudoCityCode: z.string().regex(/^[A-Z0-9]{3,5}$/),
  domain: z.string().min(1).max(5).default("AA"),
  password: z.string().min(1).max(128),
  /** Country of the ticket printer's stock, ISO 3166-1 alpha-2. */
  ticketCountryCode: z.string().regex(/^[A-Z]{2}$/),
  /** Line address of the hardcopy printer, where the pseudo city needs one. */
  printerAddress: z.string().min(1).max(10).optional(),
  /** Version 3 takes the same credentials. */
  tokenPath: z.enum(["/v2/auth/token", "/v3/auth/token"]).default("/v2/auth/token"),
  timeoutMs: z.number().int().min(100).max(600_000).default(60_000),
  /** How often the tickets are looked for after a fulfilment that Sabre confirmed. */
  documentReadsMax: z.number().int().min(1).max(10).default(2),
  documentReadDelayMs: z.number().int().min(0).max(30_000).default(500),
});

export type SabreCredentials = z.output<typeof sabreCredentialsSchema>;
export type SabreCredentialsInput = z.input<typeof sabreCredentialsSchema>;

export interface SabreClientConfig extends SabreCredentials {
  readonly tokens: TokenStore;
  readonly onExchange?: OnExchange;
}
