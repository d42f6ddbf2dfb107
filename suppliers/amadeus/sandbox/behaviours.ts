import { z } from "zod";

import { amadeusOperations } from "../config";
import { pnrChangeSchema, recordLocatorSchema } from "./pnr-spec";

/** Messages that do very different things have a name for each. */
export const sandboxOperations = [
  ...amadeusOperations,
  "PNR_AddMultiElements:End",
  "PNR_AddMultiElements:Ignore",
  "PNR_Retrieve:Name",
] as const;
export type SandboxOperation = (typeof sandboxOperations)[number];

const delayMsSchema = z.number().int().min(0).max(3_600_000);

/** What the sandbox can be told to do instead of answering properly. */
export const behaviourSchema = z.discriminatedUnion("kind", [
  /** Does the work at once and answers later. */
  z.strictObject({ kind: z.literal("delay"), delayMs: delayMsSchema }),
  /** Does nothing and never answers. */
  z.strictObject({ kind: z.literal("hang") }),
  /** Does the work and never answers. */
  z.strictObject({ kind: z.literal("workThenHang") }),
  /** Never answers, and does the work later. */
  z.strictObject({ kind: z.literal("lateWork"), delayMs: delayMsSchema }),
  z.strictObject({ kind: z.literal("resetBeforeWork") }),
  z.strictObject({ kind: z.literal("resetAfterWork") }),
  /** Does the work and closes the connection without a byte. */
  z.strictObject({ kind: z.literal("closeAfterWork") }),
  z.strictObject({
    kind: z.literal("soapFault"),
    faultString: z.string().max(500),
    faultCode: z.string().max(80).default("soap:Server"),
    work: z.boolean().default(false),
  }),
  /** An HTTP status without a body, before any work. */
  z.strictObject({ kind: z.literal("httpStatus"), status: z.number().int().min(400).max(599) }),
  /** Does the work; the answer is not well-formed. */
  z.strictObject({ kind: z.literal("malformedXml") }),
  /** Does the work; the answer stops half way. */
  z.strictObject({ kind: z.literal("truncatedBody") }),
  /** Does the work; the HTTP answer is written twice, the second time after the delay. */
  z.strictObject({ kind: z.literal("duplicateAnswer"), delayMs: delayMsSchema.default(0) }),
  /** Does the work and sends the answer to the request before this one. */
  z.strictObject({ kind: z.literal("previousAnswer") }),
  z.strictObject({
    kind: z.literal("trickle"),
    chunkBytes: z.number().int().min(1).max(65_536).default(512),
    intervalMs: delayMsSchema.default(20),
  }),
  /** The PNR is shown with fewer documents than it has, or with one too many. */
  z.strictObject({ kind: z.literal("wrongDocumentCount"), by: z.number().int().min(-9).max(9) }),
  /** The application says no, with an error code and a text: an issuance answers X, a void N. */
  z.strictObject({
    kind: z.literal("reject"),
    errorCode: z.string().max(10),
    errorText: z.string().max(200),
    /** Tickets this many of the documents all the same, as Amadeus does with several fares. */
    ticketFirst: z.number().int().min(0).max(9).default(0),
  }),
  /** Somebody changes the PNR just before this request is worked on. */
  z.strictObject({ kind: z.literal("changePnr"), change: pnrChangeSchema }),
]);

export const ruleSchema = z.strictObject({
  operation: z.enum([...sandboxOperations, "*"]).default("*"),
  recordLocator: recordLocatorSchema.optional(),
  /** Of requests that no PNR stands behind yet: `DAC-DXB-2027-02-03`, or the caller's reference. */
  subject: z.string().max(200).optional(),
  /** How often it applies; until it is cleared where nothing is said. */
  times: z.number().int().min(1).optional(),
  /** Lets this many matching requests through first. */
  skip: z.number().int().min(0).default(0),
  /** Applies only while the PNR has documents. */
  onlyAfterIssue: z.boolean().default(false),
  behaviour: behaviourSchema,
});

export type Behaviour = z.output<typeof behaviourSchema>;
export type RuleSpec = z.output<typeof ruleSchema>;
export type RuleInput = z.input<typeof ruleSchema>;

export interface Rule extends RuleSpec {
  readonly id: string;
  /** Matching requests so far, those let through included. */
  readonly seen: number;
}

export function isExhausted(rule: Rule): boolean {
  return rule.times !== undefined && rule.seen >= rule.skip + rule.times;
}
