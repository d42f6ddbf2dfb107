import type { z } from "zod";

import type { issuedDocumentSchema, requestContextSchema } from "./schemas/payloads";

export type RequestContext = z.infer<typeof requestContextSchema>;

export type IssuedDocumentPayload = z.infer<typeof issuedDocumentSchema>;

export interface StageTime {
  readonly stage: string;
  /** RFC 3339. */
  readonly at: string;
}
