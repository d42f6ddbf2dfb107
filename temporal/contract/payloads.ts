import type { z } from "zod";

import type { issuedDocumentSchema, requestContextSchema } from "./schemas/payloads";

export type RequestContext = z.infer<typeof requestContextSchema>;

/** Of what nobody asked for: a Schedule, a timer, a hand in Temporal's own interface. */
export const systemContext = {
  actor: { type: "system", id: null },
  requestId: null,
  ipAddress: null,
  userAgent: null,
} as const satisfies RequestContext;

export type IssuedDocumentPayload = z.infer<typeof issuedDocumentSchema>;

export interface StageTime {
  readonly stage: string;
  /** RFC 3339. */
  readonly at: string;
}

/** How an operation's workflow stands, each kind in its own stages. */
export interface OperationProgress {
  readonly operationId: string;
  readonly stage: string;
  readonly stages: readonly StageTime[];
  readonly attention: {
    readonly reason: string;
    readonly text: string;
    readonly since: string;
  } | null;
  /** Found at the supplier, for somebody to adopt. */
  readonly documents: readonly IssuedDocumentPayload[];
}
