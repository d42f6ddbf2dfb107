import { z } from "@hono/zod-openapi";

import { supplierNames } from "../../domain/supplier-names";
import { idSchema, instantSchema } from "./common";

export const supplierRequestStates = [
  "pending",
  "succeeded",
  "refused",
  "not_done",
  "unknown",
] as const;

const requestShape = {
  id: idSchema("supplierRequest"),
  livemode: z.boolean(),
  booking_id: idSchema("booking"),
  supplier: z.union([z.enum(supplierNames), z.null()]),
  operation: z.string().openapi({ example: "issue" }),
  state: z.enum(supplierRequestStates).openapi({
    description:
      "pending and unknown: it may have acted; the supplier is asked before it is sent again.",
  }),
  workflow_id: z.string(),
  attempt: z.number().int(),
  idempotency_key: z.string().openapi({ description: "Of the act, whichever attempt asks." }),
  supplier_code: z.union([z.string(), z.null()]),
  supplier_text: z.union([z.string(), z.null()]),
  sent_at: instantSchema,
  settled_at: z.union([instantSchema, z.null()]),
};

export const supplierRequestSchema = z
  .object({ object: z.literal("supplier_request"), ...requestShape })
  .openapi("SupplierRequest");

const headersSchema = z.record(z.string(), z.string());

const supplierCallSchema = z
  .object({
    id: idSchema("supplierCall"),
    object: z.literal("supplier_call"),
    operation: z.string().openapi({ example: "DocIssuance_IssueTicket" }),
    attempt: z.number().int(),
    outcome: z.enum(["reply", "fault", "no_answer", "not_sent"]),
    sent_at: instantSchema,
    duration_ms: z.number().int(),
    expires_at: instantSchema,
    is_truncated: z.boolean(),
    request: z.union([
      z.object({
        method: z.enum(["GET", "POST", "DELETE"]),
        url: z.string(),
        headers: headersSchema,
        body: z.string(),
      }),
      z.null(),
    ]),
    response: z.union([
      z.object({ status: z.number().int(), headers: headersSchema, body: z.string() }),
      z.null(),
    ]),
  })
  .openapi("SupplierCall", {
    description:
      "One HTTP exchange, redacted. Without request: it was erased; without response: none came.",
  });

export const supplierRequestDetailsSchema = z
  .object({
    object: z.literal("supplier_request"),
    ...requestShape,
    calls: z.array(supplierCallSchema).openapi({ description: "Of its attempt, in their order." }),
    reads: z.array(supplierCallSchema).openapi({
      description: "Of the same workflow: it asked how things stand. The last twenty.",
    }),
  })
  .openapi("SupplierRequestDetails");
