import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema } from "./common";

export const verificationCheckSchema = z.object({
  name: z.string().openapi({ example: "entries balance" }),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  finding: z.union([
    z.object({
      code: z.string().openapi({ example: "ENTRY_UNBALANCED" }),
      text: z.string(),
      rows: z.array(z.string()).openapi({ description: "The first bad rows." }),
    }),
    z.null(),
  ]),
});

export const verificationSchema = z
  .object({
    id: idSchema("verification"),
    object: z.literal("verification"),
    livemode: z.boolean(),
    kind: z.enum(["ledger", "audit"]),
    is_clean: z.boolean(),
    checks: z.array(verificationCheckSchema),
    workflow_id: z.union([z.string(), z.null()]),
    started_at: instantSchema,
    finished_at: instantSchema,
  })
  .openapi("Verification");
