import { z } from "@hono/zod-openapi";

import { supplierNames } from "../../domain/supplier-names";
import { circuitStates } from "../../services/supplier/supplier-health";
import { idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";
import { timeZoneSchema } from "./partner";

const type = z.enum([
  "airline",
  "lcc_aggregator",
  "bedbank",
  "ground",
  "insurer",
  "tour_operator",
  "bsp",
]);
const settlementMode = z.enum(["bsp", "direct", "pay_at_property"]).openapi({
  description: "Through BSP, with the supplier itself, or by the guest at the property.",
});
const revenueRole = z.enum(["agent", "principal"]).openapi({
  description: "Whose the journey is while it is sold (IFRS 15.B34-B38).",
});
const status = z.enum(["active", "inactive"]);
const airline = z.string().regex(/^[A-Z0-9]{2}$/);
const code = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9_-]{0,39}$/)
  .openapi({ example: "HOTELBEDS" });
const voidCutOff = z
  .union([z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), z.null()])
  .openapi({ description: "Until when it voids on the day of issue, `HH:mm`; null: 23:30." });
const voidTimeZone = z
  .union([timeZoneSchema, z.null()])
  .openapi({ description: "By whose clock; null: the partner's." });

export const supplierSchema = z
  .object({
    id: idSchema("supplier"),
    object: z.literal("supplier"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    type,
    airline: z.union([z.string(), z.null()]),
    settlement_mode: settlementMode,
    revenue_role: revenueRole,
    status,
    void_cut_off: z.union([z.string(), z.null()]),
    void_time_zone: z.union([z.string(), z.null()]),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("Supplier");

export const supplierHealthSchema = z
  .object({
    object: z.literal("supplier_health"),
    livemode: z.boolean(),
    suppliers: z.array(
      z.object({
        supplier: z.enum(supplierNames),
        state: z.enum(circuitStates).openapi({
          description:
            "Requests are held back while it is open; half_open: one request finds out whether the supplier answers again; unknown: nobody counts, and nothing is held back.",
        }),
        calls: z.number().int().openapi({ description: "In the last minute or less." }),
        failures: z.number().int(),
        retry_at: z.union([instantSchema, z.null()]),
      }),
    ),
  })
  .openapi("SupplierHealth");

export const supplierPageSchema = pageOf(supplierSchema, "SupplierPage");

export const supplierQuerySchema = listQuerySchema.extend({
  code: code.optional(),
  airline: airline.optional(),
  type: type.optional(),
  status: status.optional(),
});

export const newSupplierSchema = z
  .strictObject({
    code,
    name: textSchema(200),
    type,
    airline: airline.optional(),
    settlement_mode: settlementMode,
    revenue_role: revenueRole.default("agent"),
    void_cut_off: voidCutOff.default(null),
    void_time_zone: voidTimeZone.default(null),
  })
  .openapi("NewSupplier");

export const changeSupplierSchema = z
  .strictObject({
    name: textSchema(200).optional(),
    settlement_mode: settlementMode.optional(),
    revenue_role: revenueRole.optional(),
    status: status.optional(),
    void_cut_off: voidCutOff.optional(),
    void_time_zone: voidTimeZone.optional(),
  })
  .openapi("ChangeSupplier");
