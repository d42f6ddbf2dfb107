import { z } from "zod";

import type { OnExchange } from "../http/supplier-exchange";

/** What a partner stores to speak to Amadeus: one office of one web-service access point. */
export const amadeusCredentialsSchema = z.strictObject({
  /** The access point: `https://nodeD1.production.webservices.amadeus.com/1ASIW…`. */
  endpoint: z.url({ protocol: /^https?$/ }),
  /** Path or URL of the access point's own WSDL; without it the one shipped here is used. */
  wsdlLocation: z.string().min(1).max(2048).optional(),
  officeId: z.string().regex(/^[A-Z0-9]{9}$/),
  username: z.string().min(1).max(30),
  password: z.string().min(1).max(128),
  dutyCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default("SU"),
  /** Country of the office's ticket stock, ISO 3166-1 alpha-2: a void names it. */
  marketCode: z.string().regex(/^[A-Z]{2}$/),
  /** IANA zone of the office: Amadeus writes ticketing time limits in the office's local time. */
  officeTimeZone: z.string().refine(isTimeZone, "is not an IANA time zone"),
  /** For each call on the wire, from connecting to the last byte. */
  timeoutMs: z.number().int().min(100).max(600_000).default(60_000),
  /** Ending a session is a courtesy: it never takes longer than this. */
  signOutTimeoutMs: z.number().int().min(100).max(60_000).default(2_000),
  /** How often the tickets are looked for after an issuance that Amadeus confirmed. */
  documentReadsMax: z.number().int().min(1).max(10).default(2),
  /** Qualifiers of a reissue's amounts, which Amadeus does not publish: as its integrators saw them. */
  reissueQualifiers: z
    .strictObject({
      due: z.string().min(1).max(3).default("712"),
      penalty: z.string().min(1).max(3).default("NTC"),
    })
    .default({ due: "712", penalty: "NTC" }),
  /** The qualifier of a pricing's total, which Amadeus does not publish: as integrators saw it. */
  pricingQualifiers: z
    .strictObject({ total: z.string().min(1).max(3).default("712") })
    .default({ total: "712" }),
  /** How many offers a search wants at most. */
  offersMax: z.number().int().min(1).max(250).default(50),
  /** For how long an offer is held where Amadeus names no last day of ticketing. */
  holdHours: z.number().int().min(1).max(720).default(24),
  documentReadDelayMs: z.number().int().min(0).max(30_000).default(500),
});

export type AmadeusCredentials = z.output<typeof amadeusCredentialsSchema>;
export type AmadeusCredentialsInput = z.input<typeof amadeusCredentialsSchema>;

export const amadeusOperations = [
  "Fare_MasterPricerTravelBoardSearch",
  "Fare_InformativePricingWithoutPNR",
  "Air_SellFromRecommendation",
  "PNR_AddMultiElements",
  "Fare_PricePNRWithBookingClass",
  "Ticket_CreateTSTFromPricing",
  "PNR_Retrieve",
  "PNR_Cancel",
  "DocIssuance_IssueTicket",
  "Ticket_CancelDocument",
  "Ticket_ProcessEDoc",
  "Ticket_InitRefund",
  "Ticket_ProcessRefund",
  "Ticket_IgnoreRefund",
  "Ticket_RepricePNRWithBookingClass",
  "Ticket_ReissueConfirmedPricing",
  "Security_SignOut",
] as const;
export type AmadeusOperation = (typeof amadeusOperations)[number];

export interface AmadeusClientConfig extends AmadeusCredentials {
  readonly onExchange?: OnExchange;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
