import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";

export const branchSchema = z
  .object({
    id: idSchema("branch"),
    object: z.literal("branch"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    active: z.boolean(),
    iata_number: z.union([z.string(), z.null()]).openapi({
      description: "Null where it sells under the partner's.",
    }),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("Branch");

export const branchPageSchema = pageOf(branchSchema, "BranchPage");

export const newBranchSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[A-Z0-9-]{1,40}$/)
      .openapi({ description: "Never changes.", example: "DAC-GULSHAN" }),
    name: textSchema(200),
  })
  .openapi("NewBranch");

export const changeBranchSchema = z
  .strictObject({
    name: textSchema(200).optional(),
    active: z.boolean().optional(),
    iata_number: z
      .union([z.string().regex(/^\d{8}$/), z.null()])
      .optional()
      .openapi({ example: "12345675" }),
  })
  .openapi("ChangeBranch");

export const branchQuerySchema = listQuerySchema.extend({
  code: z.string().max(40).optional(),
  active: z.enum(["true", "false"]).optional(),
});
