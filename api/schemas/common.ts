import { z } from "@hono/zod-openapi";

import type { IdKind } from "../../domain/ids";
import { idPrefixes, isPublicId } from "../../domain/ids";
import type { Money } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { documentNumberPattern } from "../../domain/ticket-number";

export const moneySchema = z
  .strictObject({
    amount: z
      .string()
      .max(20)
      .regex(/^-?\d{1,15}(\.\d{1,4})?$/)
      .openapi({ description: "Decimal string with exactly the currency's decimals." }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .openapi({ description: "ISO 4217" }),
  })
  .openapi("Money", { example: { amount: "49650.00", currency: "BDT" } });

export type MoneyBody = z.infer<typeof moneySchema>;

/** An amount of a request body: what is not of its currency's scale is a field error. */
export const moneyInputSchema = moneySchema.superRefine((value, context) => {
  try {
    toMoney(value);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    context.addIssue({
      code: "custom",
      path: [error.code === "CURRENCY_UNKNOWN" ? "currency" : "amount"],
      message: error.message,
      params: { code: error.code.toLowerCase() },
    });
  }
});

export function toMoney(value: MoneyBody): Money {
  return parseMoney(value);
}

export function idSchema(kind: IdKind) {
  return z
    .string()
    .refine((text) => isPublicId(kind, text), `has the form ${idPrefixes[kind]}_…`)
    .openapi({ example: `${idPrefixes[kind]}_01hxv2ztq3k4m5n6p7q8r9s0t1`, type: "string" });
}

export const percentSchema = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,4})?$/)
  .refine((text) => Number(text) <= 100, "is at most 100");

export const instantSchema = z.iso.datetime().openapi({ example: "2026-11-21T07:30:00.123456Z" });
export const dateSchema = z.iso.date().openapi({ example: "2026-11-21" });

/** Free text of people's making: one line, no control characters, nothing that is not Unicode. */
export function textSchema(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "has no control characters, and no half of a surrogate pair")
    .openapi({ pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]*$` });
}

export const metadataSchema = z
  .record(z.string().regex(/^(?!__proto__$)\w{1,40}$/), z.string().max(500))
  .refine((value) => Object.keys(value).length <= 50, "has at most 50 keys")
  .openapi({ description: "Yours to use: up to 50 keys with text values." });

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().openapi({ description: "Stable; key on this." }),
    request_id: z.string(),
    retryable: z.boolean().openapi({
      description: "Whether the same request may succeed later as it is.",
    }),
    errors: z
      .array(
        z.object({
          in: z.enum(["body", "query", "path", "header"]),
          pointer: z.string(),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .openapi("Problem");

/** Of a ticket, an EMD or a hotel's voucher. */
export const documentNumberSchema = z.string().regex(documentNumberPattern);

/** For lists that stay small: read in one page, unless a caller wants less. */
export const smallListQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  cursor: z.string().max(1000).optional(),
});

export const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(1000).optional(),
});

export const idempotencyHeadersSchema = z.object({
  "idempotency-key": z.string().min(1).max(257).optional().openapi({
    description: "Required. Your own key for this request: sent again, it acts once.",
    example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
  }),
});

export const ifMatchHeadersSchema = z.object({
  "if-match": z.string().max(200).optional().openapi({
    description: "Required. The ETag of what you have seen: nobody's change is lost.",
    example: '"v3"',
  }),
});

/** Of an act on what has a version: only where it is sent does it refuse. */
export const actHeadersSchema = idempotencyHeadersSchema.extend({
  "if-match": z.string().max(200).optional().openapi({
    description: "The ETag of what you have seen; refused with 412 where it has changed since.",
    example: '"v3"',
  }),
});

/** Of a PUT, PATCH or DELETE: with a key, its repetition gets the first answer, not a 412. */
export const repeatableHeadersSchema = ifMatchHeadersSchema.extend({
  "idempotency-key": z.string().min(1).max(257).optional().openapi({
    description: "Your own key for this request: sent again, it gets the same answer.",
  }),
});

export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .object({
      data: z.array(item),
      has_more: z.boolean(),
      next_cursor: z.union([z.string(), z.null()]),
    })
    .openapi(name);
}
