import { z } from "zod";

import { requestContextSchema } from "./payloads";

const count = z.number().int().min(0);

export const scheduleChecksSchema = z.strictObject({
  checked: count,
  /** Of them, those with a change that is to be answered. */
  changed: count,
  /** The supplier would not say: a reservation that it has cancelled, say. */
  refused: count,
  /** Left for the next run, with a supplier that did not answer. */
  unanswered: count,
  /** The first of those that were refused. */
  refusals: z.array(z.strictObject({ bookingId: z.string(), code: z.string() })),
});

export const checkSchedulesInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  /** Who asks, by which operation; absent of a run of the Schedule. */
  request: z.strictObject({ operationId: z.string(), context: requestContextSchema }).optional(),
  /** So many bookings are listed at once; fifty where nothing is said. */
  pageSize: z.number().int().min(1).max(1_000).optional(),
  /** After so many pages a run becomes another one; else when Temporal suggests it. */
  pagesMax: z.number().int().min(1).optional(),
  /** How far a run is that goes on; null where it begins. */
  progress: z.union([
    z.strictObject({
      operationId: z.string(),
      /** Departures from the one day to the other, by the airports' clocks. */
      from: z.iso.date(),
      through: z.iso.date(),
      /** The last booking that was looked at, by its key. */
      after: z.number().int(),
      /** Suppliers that have not answered in this run, by their codes: they are left alone. */
      silent: z.array(z.string()),
      found: scheduleChecksSchema,
    }),
    z.null(),
  ]),
});
