import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema } from "./common";

export const scheduleChangeStates = [
  "OPEN",
  "ACCEPTED",
  "EXCHANGED",
  "REFUNDED",
  "CANCELLED",
  "SUPERSEDED",
] as const;

const flightSchema = z.object({
  flight: z.string().openapi({ example: "BG147" }),
  booking_class: z.string(),
  origin: z.string(),
  destination: z.string(),
  departs_local: z.string(),
  arrives_local: z.string(),
  status: z.string(),
});

export const scheduleChangeSchema = z
  .object({
    id: idSchema("scheduleChange"),
    object: z.literal("schedule_change"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    booking_reference: z.string(),
    status: z.enum(scheduleChangeStates),
    minutes_moved: z.union([z.number().int(), z.null()]).openapi({
      description: "The most that a departure moved, either way; null where a flight is gone.",
    }),
    segments: z.array(
      z.object({
        number: z.number().int(),
        before: flightSchema,
        after: z.union([flightSchema, z.null()]),
        minutes_moved: z.union([z.number().int(), z.null()]).openapi({
          description: "Of the departure by the airport's clock; negative: earlier.",
        }),
      }),
    ),
    version: z.number().int(),
    found_at: instantSchema,
    answered_at: z.union([instantSchema, z.null()]),
  })
  .openapi("ScheduleChange");

export const scheduleCheckSchema = z
  .object({
    object: z.literal("schedule_check"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    booking_id: idSchema("booking"),
    schedule_change_id: z.union([idSchema("scheduleChange"), z.null()]).openapi({
      description: "What is open by now; null where the flights are those that were sold.",
    }),
  })
  .openapi("ScheduleCheck");

export const scheduleChecksSchema = z
  .object({
    object: z.literal("schedule_checks"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    bookings_checked: z.number().int(),
    with_changes: z.number().int().openapi({
      description: "Of them, those with a change that is to be answered.",
    }),
    refused: z.number().int(),
    unanswered: z.number().int().openapi({
      description: "Left alone, with a supplier that did not answer.",
    }),
    refusals: z
      .array(z.object({ booking_id: idSchema("booking"), code: z.string() }))
      .openapi({ description: "The first fifty of those that the supplier refused." }),
  })
  .openapi("ScheduleChecks");
