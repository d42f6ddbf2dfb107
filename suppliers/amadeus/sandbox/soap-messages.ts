import { z } from "zod";

/** What soap's server hands over is unknown to us: these say what the sandbox reads of it. */

export const textSchema = z.union([
  z.string(),
  z.object({ $value: z.string() }).transform(({ $value }) => $value),
]);

export function listOf<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((single) => [single])]);
}

export const soapHeaderSchema = z.object({
  MessageID: textSchema.optional(),
  Action: textSchema.optional(),
  Security: z
    .object({
      UsernameToken: z.object({
        Username: textSchema,
        Nonce: textSchema,
        Password: textSchema,
        Created: textSchema,
      }),
    })
    .optional(),
  AMA_SecurityHostedUser: z
    .object({ UserID: z.object({ attributes: z.object({ PseudoCityCode: z.string() }) }) })
    .optional(),
  Session: z
    .object({
      attributes: z.object({ TransactionStatusCode: z.string() }),
      SessionId: textSchema.optional(),
      SequenceNumber: textSchema.optional(),
      SecurityToken: textSchema.optional(),
    })
    .optional(),
});

export type SoapHeader = z.output<typeof soapHeaderSchema>;

export const retrieveSchema = z.object({
  retrievalFacts: z.object({
    retrieve: z.object({ type: textSchema }),
    reservationOrProfileIdentifier: z.object({
      reservation: z.object({ controlNumber: textSchema }),
    }),
  }),
});

export const cancelPnrSchema = z.object({
  reservationInfo: z.object({ reservation: z.object({ controlNumber: textSchema }) }),
  cancelElements: listOf(z.object({ entryType: z.literal("I") })),
});

export const issueSchema = z.object({
  selection: listOf(
    z.object({ referenceDetails: listOf(z.object({ type: textSchema, value: textSchema })) }),
  ).default([]),
});

export const cancelSchema = z.object({
  documentNumberDetails: z.object({ documentDetails: z.object({ number: textSchema }) }),
});

const documentDetailsSchema = z.object({ documentDetails: z.object({ number: textSchema }) });

export const displaySchema = z.object({
  infoGroup: listOf(z.object({ docInfo: documentDetailsSchema })),
});

export const initRefundSchema = z.object({
  Contracts: z.object({
    Contract: listOf(z.object({ attributes: z.object({ Number: z.string() }) })),
  }),
});

export const repriceSchema = z.object({
  exchangeInformationGroup: listOf(
    z.object({
      documentInfoGroup: listOf(z.object({ paperticketDetailsLastCoupon: documentDetailsSchema })),
    }),
  ),
});
