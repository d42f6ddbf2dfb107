import { z } from "zod";

import { documentTypes } from "../../../domain/reservation";
import { documentNumberPattern } from "../../../domain/ticket-number";

/** Parts that several contracts share. Money and ids cross Temporal as strings. */
export const actorSchema = z.strictObject({
  type: z.enum(["user", "system", "api_token"]),
  id: z.string().nullable(),
});

export const requestContextSchema = z.strictObject({
  actor: actorSchema,
  requestId: z.string().nullable(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
});

/** Public ids of the branches that an act on the books is of; null where it is the whole partner's. */
export const operationBranchesSchema = z.array(z.string()).min(1).nullable().default(null);

export const moneySchema = z.strictObject({ amount: z.string(), currency: z.string().length(3) });

/** A document as a supplier issued it, matched to the fare of the booking that it was issued for. */
export const issuedDocumentSchema = z.strictObject({
  fareNumber: z.number().int().positive(),
  /** More than one in a conjunction. */
  numbers: z.array(z.string().regex(documentNumberPattern)).min(1),
  checkDigit: z.string().nullable(),
  /** Absent of a ticket. */
  documentType: z.enum(documentTypes).exactOptional(),
  issuedOn: z.iso.date(),
  issuingOffice: z.string().nullable(),
});
