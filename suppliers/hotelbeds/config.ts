import { createPrivateKey, X509Certificate } from "node:crypto";

import { z } from "zod";

import type { OnExchange } from "../http/supplier-exchange";

/** What a partner stores to speak to Hotelbeds' Booking API. */
export const hotelbedsCredentialsSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }),
  apiKey: z.string().min(1).max(200),
  secret: z.string().min(1).max(200),
  /** The country whose prices are asked for; that of the account where nothing is said. */
  sourceMarket: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  /** Its hosts for mutual TLS know an account by one: as PEM, the key without a passphrase. */
  clientCertificate: z
    .strictObject({ certificate: z.string().max(20_000), key: z.string().max(20_000) })
    .refine(isPair, { error: "The key is not that of the certificate." })
    .optional(),
  timeoutMs: z.number().int().min(100).max(600_000).default(60_000),
  /** How many days back a booking of ours is looked for by our reference: a list wants a range. */
  looksBackDays: z.number().int().min(1).max(730).default(90),
  /** Of one search: more than its answer may hold are not asked for. */
  hotelsMax: z.number().int().min(1).max(200).default(50),
});

function isPair({
  certificate,
  key,
}: {
  readonly certificate: string;
  readonly key: string;
}): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

export type HotelbedsCredentials = z.output<typeof hotelbedsCredentialsSchema>;
export type HotelbedsCredentialsInput = z.input<typeof hotelbedsCredentialsSchema>;

export interface HotelbedsClientConfig extends HotelbedsCredentials {
  readonly onExchange?: OnExchange;
}
