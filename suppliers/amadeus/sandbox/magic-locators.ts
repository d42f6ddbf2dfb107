import type { RuleInput } from "./behaviours";
import { dearerFare, onFirstIssue, onRetrieval, onVoid } from "./magic-rules";
import type { PnrChange } from "./pnr-spec";
import type { TemplateName } from "./templates";

/** A prefix that says how the sandbox treats a record locator, with no control call needed. */
export interface MagicLocator {
  readonly prefix: string;
  /** What an integrator sees; the table in docs/sandbox-amadeus.md has the same words. */
  readonly description: string;
  readonly template?: TemplateName;
  readonly change?: PnrChange;
  readonly rules?: readonly RuleInput[];
  /** The PNR has its tickets when it is first retrieved. */
  readonly ticketed?: boolean;
  /** No such PNR: the retrieval is a fault. */
  readonly missing?: boolean;
}

export const magicLocators: readonly MagicLocator[] = [
  { prefix: "OK", description: "one adult, BG DAC-DXB, BDT; tickets without trouble" },
  { prefix: "FAM", description: "two adults, a child and an infant", template: "family" },
  { prefix: "GRP", description: "nine adults", template: "group" },
  {
    prefix: "CNJ",
    description: "six flights: two documents in conjunction",
    template: "conjunction",
  },
  { prefix: "CRD", description: "USD, paid by Visa, commission as an amount", template: "card" },
  { prefix: "EQV", description: "fare filed in USD, sold in BDT", template: "filed-in-usd" },
  { prefix: "JPY", description: "JPY, no decimals", template: "jpy" },
  { prefix: "BHD", description: "BHD, three decimals", template: "bhd" },
  { prefix: "KWD", description: "KWD, three decimals", template: "kwd" },
  {
    prefix: "NF",
    description: "no such PNR: fault 1929, INVALID RECORD LOCATOR",
    missing: true,
  },
  {
    prefix: "SEC",
    description: "the office may not read it: fault 284, SECURED PNR",
    rules: onRetrieval({ kind: "soapFault", faultString: "284|Application|SECURED PNR" }),
  },
  {
    prefix: "CXL",
    description: "cancelled: names, no flights, no fares",
    change: { cancelled: true },
  },
  {
    prefix: "BAD",
    description: "base fare and taxes do not add up to the total",
    change: { fares: [{ ...dearerFare, total: { amount: "53151.00", currency: "BDT" } }] },
  },
  {
    prefix: "UNK",
    description: "the currency XXQ, which does not exist",
    change: {
      fares: [
        {
          ...dearerFare,
          base: { amount: "100.00", currency: "XXQ" },
          taxes: [],
          total: { amount: "100.00", currency: "XXQ" },
        },
      ],
    },
  },
  {
    prefix: "UNR",
    description: "a commission element (FM) that cannot be read",
    change: { fares: [{ ...dearerFare, commission: "*M*SEVEN" }] },
  },
  { prefix: "TKD", description: "ticketed before it is first read", ticketed: true },
  {
    prefix: "CHG",
    description: "dearer from the second retrieval on, as between booking and ticketing",
    rules: onRetrieval(
      { kind: "changePnr", change: { fares: [dearerFare] } },
      { skip: 1, times: 1 },
    ),
  },
  {
    prefix: "CNC",
    description: "cancelled from the second retrieval on",
    rules: onRetrieval({ kind: "changePnr", change: { cancelled: true } }, { skip: 1, times: 1 }),
  },
  {
    prefix: "REJ",
    description: "ticketing is always refused: 120 UNABLE TO PROCESS",
    rules: [
      {
        operation: "DocIssuance_IssueTicket",
        behaviour: { kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" },
      },
    ],
  },
  {
    prefix: "PRT",
    description: "a family: the first issuance tickets one document, then says 120",
    template: "family",
    rules: onFirstIssue({
      kind: "reject",
      errorCode: "120",
      errorText: "UNABLE TO PROCESS",
      ticketFirst: 1,
    }),
  },
  {
    prefix: "ATK",
    description: "the first issuance says 395 ALREADY TICKETED, and the tickets are there",
    rules: onFirstIssue({
      kind: "reject",
      errorCode: "395",
      errorText: "ALREADY TICKETED",
      ticketFirst: 9,
    }),
  },
  {
    prefix: "SIM",
    description:
      "somebody changes the PNR during the first issuance: 8111 SIMULTANEOUS CHANGES TO PNR",
    rules: onFirstIssue({
      kind: "reject",
      errorCode: "8111",
      errorText: "SIMULTANEOUS CHANGES TO PNR - USE WRA/RT TO PRINT OR IGNORE",
    }),
  },
  {
    prefix: "SES",
    description: "the session is lost at the first issuance: fault 11",
    rules: onFirstIssue({
      kind: "soapFault",
      faultString: " 11|Session|",
      faultCode: "soap:Client",
    }),
  },
  {
    prefix: "TMB",
    description: "the first issuance is never answered; nothing was ticketed",
    rules: onFirstIssue({ kind: "hang" }),
  },
  {
    prefix: "TMA",
    description: "the first issuance tickets and is never answered",
    rules: onFirstIssue({ kind: "workThenHang" }),
  },
  {
    prefix: "LAT",
    description: "the first issuance is never answered and tickets three seconds later",
    rules: onFirstIssue({ kind: "lateWork", delayMs: 3_000 }),
  },
  {
    prefix: "RSB",
    description: "the connection is reset at the first issuance; nothing was ticketed",
    rules: onFirstIssue({ kind: "resetBeforeWork" }),
  },
  {
    prefix: "RSA",
    description: "the first issuance tickets, then the connection is reset",
    rules: onFirstIssue({ kind: "resetAfterWork" }),
  },
  {
    prefix: "CLA",
    description: "the first issuance tickets, then the connection is closed without an answer",
    rules: onFirstIssue({ kind: "closeAfterWork" }),
  },
  {
    prefix: "H50",
    description: "HTTP 500 without a body at the first issuance; nothing was ticketed",
    rules: onFirstIssue({ kind: "httpStatus", status: 500 }),
  },
  {
    prefix: "H52",
    description: "HTTP 502 without a body at the first issuance; nothing was ticketed",
    rules: onFirstIssue({ kind: "httpStatus", status: 502 }),
  },
  {
    prefix: "H53",
    description: "HTTP 503 without a body at the first issuance; nothing was ticketed",
    rules: onFirstIssue({ kind: "httpStatus", status: 503 }),
  },
  {
    prefix: "MAL",
    description: "the first issuance tickets and answers with XML that is not well-formed",
    rules: onFirstIssue({ kind: "malformedXml" }),
  },
  {
    prefix: "TRU",
    description: "the first issuance tickets and its answer is cut off",
    rules: onFirstIssue({ kind: "truncatedBody" }),
  },
  {
    prefix: "DUP",
    description: "the first issuance tickets and is answered twice on one connection",
    rules: onFirstIssue({ kind: "duplicateAnswer" }),
  },
  {
    prefix: "PRV",
    description: "the first issuance tickets and is answered with the answer before it",
    rules: onFirstIssue({ kind: "previousAnswer" }),
  },
  {
    prefix: "SLO",
    description: "every answer arrives in small pieces",
    rules: [{ behaviour: { kind: "trickle", chunkBytes: 2_048, intervalMs: 10 } }],
  },
  {
    prefix: "DLY",
    description: "every answer takes half a second",
    rules: [{ behaviour: { kind: "delay", delayMs: 500 } }],
  },
  {
    prefix: "RTF",
    description: "the PNR cannot be read right after it was ticketed: one HTTP 503",
    rules: onRetrieval({ kind: "httpStatus", status: 503 }, { onlyAfterIssue: true, times: 1 }),
  },
  {
    prefix: "FEW",
    description: "a family: two retrievals after ticketing show one document too few",
    template: "family",
    rules: onRetrieval({ kind: "wrongDocumentCount", by: -1 }, { onlyAfterIssue: true, times: 2 }),
  },
  {
    prefix: "MNY",
    description: "the PNR shows one document too many after ticketing",
    rules: onRetrieval({ kind: "wrongDocumentCount", by: 1 }, { onlyAfterIssue: true }),
  },
  {
    prefix: "VWC",
    description: "tickets; a void is refused, the sale is confirmed",
    rules: onVoid("6155", "REJECTED - DOCUMENT CONFIRMED SALE"),
  },
  {
    prefix: "VNA",
    description: "tickets; a void is refused: 5458 NOT AUTHORISED",
    rules: onVoid("5458", "NOT AUTHORISED"),
  },
];

export function findMagicLocator(recordLocator: string): MagicLocator | undefined {
  return magicLocators.find(({ prefix }) => recordLocator.startsWith(prefix));
}
