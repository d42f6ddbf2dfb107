import { z } from "@hono/zod-openapi";

import { differenceKinds } from "../../domain/bsp/matching/differences";
import { ruleDirections, ruleResolutions } from "../../domain/bsp/matching/rule";
import { bspExceptionSchema } from "./bsp-exception";
import {
  idSchema,
  instantSchema,
  moneyInputSchema,
  moneySchema,
  pageOf,
  textSchema,
} from "./common";

const nullable = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);
const some = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).min(1).max(50);

/** No rule hits all there is: at least one of them is named. */
const conditionsSchema = z
  .strictObject({
    kinds: some(z.enum(differenceKinds)).optional(),
    fields: some(z.string().regex(/^\w{1,20}$/))
      .optional()
      .openapi({ description: "Figures (`fare`, `commission`, `taxes`), taxes by their code." }),
    airlines: some(z.string().regex(/^\d{3}$/))
      .optional()
      .openapi({ description: "The three digits of their documents." }),
    codes: some(z.string().regex(/^[A-Z]{4}$/))
      .optional()
      .openapi({ description: "Of the document (TRNC): TKTT, RFND, CANX, ADMA, …" }),
    direction: z.enum(ruleDirections).optional(),
    amount_max: moneyInputSchema
      .optional()
      .openapi({ description: "In its currency, and by no more, whichever way." }),
  })
  .refine((conditions) => Object.values(conditions).some((one) => one !== undefined), {
    message: "names at least one condition",
  })
  .openapi("BspRuleConditions", {
    minProperties: 1,
    description: "All that is named holds.",
    example: { kinds: ["tax"], fields: ["YQ"], direction: "in_our_favour" },
  });

const reasonSchema = textSchema(500).min(3).openapi({ description: "Why; kept with each." });
const positiveSchema = moneyInputSchema.refine(({ amount }) => /^\d*[.\d]*[1-9]/.test(amount), {
  message: "is above zero",
});

const outcomeSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("resolve"),
      resolution: z.enum(ruleResolutions),
      comment: reasonSchema,
    }),
    z.strictObject({ kind: z.literal("assign"), user_id: idSchema("user") }),
    z.strictObject({
      kind: z.literal("accept"),
      up_to: positiveSchema.openapi({ description: "Of one exception." }),
      comment: reasonSchema,
      user_id: nullable(idSchema("user"))
        .default(null)
        .openapi({ description: "Who gets what the policy wants approved." }),
    }),
  ])
  .openapi("BspRuleOutcome");

const terms = {
  name: textSchema(120),
  priority: z.number().int().min(1).max(10_000).openapi({
    description: "The lowest is applied first; an exception is left to the first that hits it.",
  }),
  active: z.boolean().openapi({ description: "Whether imports apply it." }),
  conditions: conditionsSchema,
  outcome: outcomeSchema,
};

export const newBspRuleSchema = z
  .strictObject({
    ...terms,
    priority: terms.priority.default(100),
    active: terms.active.default(true),
  })
  .openapi("NewBspRule");

export const changeBspRuleSchema = z.strictObject(terms).partial().openapi("ChangeBspRule");

export const bspRuleSchema = z
  .object({
    id: idSchema("bspRule"),
    object: z.literal("bsp_rule"),
    livemode: z.boolean(),
    ...terms,
    hits: z.number().int().openapi({ description: "Exceptions that it has dealt with." }),
    last_hit_at: nullable(instantSchema),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
    deleted_at: nullable(instantSchema),
  })
  .openapi("BspRule");

export const bspRulePageSchema = pageOf(bspRuleSchema, "BspRulePage");

export const bspRulePreviewSchema = z
  .object({
    object: z.literal("bsp_rule_preview"),
    livemode: z.boolean(),
    rule_id: idSchema("bspRule"),
    exceptions: z.number().int(),
    sums: z.array(z.object({ exceptions: z.number().int(), difference: moneySchema })),
    first: z.array(bspExceptionSchema).openapi({ description: "Up to 25 of them." }),
  })
  .openapi("BspRulePreview");

export const applyBspRuleSchema = z
  .strictObject({
    file_id: idSchema("bspFile")
      .optional()
      .openapi({ description: "Its exceptions alone; else of all files that count." }),
  })
  .openapi("ApplyBspRule");

export const bspRuleApplicationSchema = z
  .object({
    object: z.literal("bsp_rule_application"),
    rule_id: idSchema("bspRule"),
    resolved: z.number().int(),
    assigned: z.number().int(),
    accepted: z.number().int(),
    suggested: z.number().int().openapi({ description: "To be accepted, once approved." }),
  })
  .openapi("BspRuleApplication");
